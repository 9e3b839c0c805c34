//! An invented case in an invented place.

use bandeng_docgen::*;
use jiff::civil::{date, datetime};

fn s(text: &str) -> String {
    text.to_owned()
}

/// Everything is known.
pub(crate) fn full() -> PaperData {
    PaperData {
        matter: matter(),
        committee: Committee {
            name: s("柳河社区人民调解委员会"),
            number_prefix: s("柳人调字"),
            address: s("青禾县柳河街道柳荫路 8 号"),
            phone: s("0570-5550123"),
        },
        dossier_number: s("〔2026〕柳人调字第 12 号"),
        parties: vec![applicant(), respondent()],
        acceptance: Some(Acceptance {
            on: Some(date(2026, 3, 5)),
            basis: Basis::Application,
            basis_label: s(""),
            accepted_by: s("周小满"),
        }),
        decline: Some(Decline {
            applied_on: Some(date(2026, 3, 5)),
            on: Some(date(2026, 3, 6)),
            reason_label: s("纠纷已由人民法院受理"),
            reason_text: s("经查，青禾县人民法院已于2026年2月20日就同一纠纷立案，案件正在审理之中。"),
            channels: vec![
                s("可以向审理该案的青禾县人民法院申请诉前或者诉中调解"),
                s("可以拨打12348公共法律服务热线咨询"),
            ],
            copy_to: s("柳河派出所"),
            served: vec![served("赵国强", "当面送达", 6)],
        }),
        notice_of_rights: Some(NoticeOfRights {
            on: Some(date(2026, 3, 6)),
            told: vec![served("赵国强", "当面告知", 6), served("李建军", "视频告知", 6)],
        }),
        sessions: vec![session()],
        agreement: Some(agreement()),
        mediators: vec![s("孙桂芳"), s("何平")],
        recorder: s("周小满"),
        termination: Some(Termination {
            started_on: Some(date(2026, 3, 5)),
            ended_on: Some(date(2026, 3, 20)),
            reason_label: s("被申请人明确表示不再接受调解"),
            reason_text: s("2026年3月18日，被申请人以书面方式表示将通过诉讼解决纠纷。"),
            remedies: vec![
                s(
                    "就屋面漏水损害赔偿向青禾县人民法院起诉；诉讼时效期间一般为三年，自知道或者应当知道权利受到损害以及义务人之日起计算",
                ),
                s("经双方同意，请有资质的机构对漏水原因进行鉴定后协商解决"),
            ],
            served: vec![served("赵国强", "当面送达", 20), served("李建军", "邮寄送达", 21)],
        }),
        follow_ups: vec![FollowUp {
            on: Some(date(2026, 4, 20)),
            how_label: s("上门回访"),
            visited: vec![s("赵国强"), s("李建军")],
            purpose: s("了解调解协议履行情况及当事人意见"),
            performance: s("第一期款项已于4月10日付清，屋面防水已施工完毕，经过一次大雨未再渗漏。"),
            satisfaction: s("双方对调解结果均表示满意。"),
            findings: s("当事人之间往来恢复正常，未发现纠纷反复或者激化的迹象。"),
            measures: s("提醒李建军在约定日期前支付第二期款项。"),
            visited_by: vec![s("孙桂芳")],
        }],
        urgent_report: Some(UrgentReport {
            to_whom: s("柳河派出所"),
            reported_at: Some(datetime(2026, 3, 4, 21, 10, 0, 0)),
            how_label: s("电话并补书面"),
            kind_label: s("可能引发治安案件"),
            occurred_at: Some(datetime(2026, 3, 4, 20, 45, 0, 0)),
            place: s("柳河社区3幢楼下"),
            facts: s("双方因漏水问题在楼下争吵，约十人围观，一方从家中取出铁锹，有动手可能。"),
            people: s("赵国强、李建军及双方家属三人"),
            measures: s("调解员孙桂芳在场劝离双方，收走铁锹，请物业保安协助维持秩序。"),
            reported_by: s("孙桂芳"),
            phone: s("13900000003"),
            receipt: Some(Receipt {
                received_by: s("民警 钱勇"),
                at: Some(datetime(2026, 3, 4, 21, 12, 0, 0)),
                answer: s("已派民警到场处置。"),
            }),
        }),
        provisional: false,
        printed_on: Some(date(2026, 3, 10)),
    }
}

fn matter() -> Matter {
    Matter {
        code: s("3309992600000127"),
        code_grouped: s("330999-26-0000012-7"),
        title: s("屋面漏水损害赔偿纠纷"),
        kind_label: s("邻里纠纷"),
        source_label: s("当事人申请"),
        occurred_on: Some(date(2026, 2, 11)),
        place: s("青禾县柳河街道柳河社区3幢502室"),
        narrative: s(
            "2026年2月11日，申请人家中客厅顶棚出现渗水，经物业查看，系楼上被申请人家中卫生间防水层破损所致。申请人多次要求被申请人维修并赔偿，被申请人认为漏水与楼体老化有关，不同意全部承担，双方为此多次争吵。\n申请人称已支出临时维修费1,200元，吊顶、墙面和木地板受损，估计修复费用约24,000元。",
        ),
        claims: vec![
            s("请求被申请人修复卫生间防水层，消除渗漏；"),
            s("请求被申请人赔偿吊顶、墙面和地板损失25,000元。"),
        ],
        registered_at: Some(datetime(2026, 3, 5, 14, 30, 8, 0)),
        registered_by: s("周小满"),
    }
}

pub(crate) fn applicant() -> PartyBlock {
    PartyBlock {
        side: s("applicant"),
        side_label: s("申请人"),
        name: s("赵国强"),
        sex: s("男"),
        age: s("56"),
        occupation: s("退休教师"),
        phone: s("13900000001"),
        address: s("青禾县柳河街道柳河社区3幢502室"),
        ..PartyBlock::default()
    }
}

pub(crate) fn respondent() -> PartyBlock {
    PartyBlock {
        side: s("respondent"),
        side_label: s("被申请人"),
        name: s("李建军"),
        sex: s("男"),
        ethnicity: s("畲族"),
        age: s("41"),
        occupation: s("个体经营"),
        phone: s("13900000002"),
        address: s("青禾县柳河街道柳河社区3幢602室"),
        agents: vec![Agent {
            name: s("吴律"), authority_label: s("特别授权"), relation: s("律师"), phone: s("")
        }],
        ..PartyBlock::default()
    }
}

/// A company with a name of thirty characters.
pub(crate) fn company() -> PartyBlock {
    PartyBlock {
        side: s("respondent"),
        side_label: s("被申请人"),
        kind: PartyKind::Organisation,
        name: s("青禾县柳河街道柳河社区股份经济合作社联合总社物业管理服务中心"),
        legal_representative: s("郑海（理事长）"),
        phone: s("0570-5550999"),
        address: s("青禾县柳河街道柳荫路 1 号"),
        ..PartyBlock::default()
    }
}

pub(crate) fn served(party: &str, how: &str, day: i8) -> Served {
    Served { party: s(party), how: s(how), on: Some(date(2026, 3, day)) }
}

pub(crate) fn session() -> Session {
    Session {
        no: 1,
        form_label: s("当面调解"),
        place: s("柳河社区综合服务中心一楼调解室"),
        started: Some(datetime(2026, 3, 8, 14, 0, 0, 0)),
        ended: Some(datetime(2026, 3, 8, 16, 20, 0, 0)),
        present: vec![s("赵国强"), s("李建军"), s("吴律")],
        others: vec![s("柳河物业 冯经理")],
        matter_in_dispute: s("屋面漏水损害赔偿"),
        record: s(
            "调解员：今天请两家来，把漏水的事情说清楚。先请赵老师讲一讲。\n赵国强：二月十一日晚上客厅顶上开始滴水，吊顶泡坏了，地板也翘了。我找了他三次，他都说不是他家的责任。\n李建军：我家卫生间是用了十几年，但是楼也老了，不能都算在我头上。\n冯经理：物业关水试验做过，关掉602室卫生间进水以后，两天没有再渗，可以确认是防水层的问题。\n调解员：双方对试验结果有没有不同意见？\n李建军：试验结果我认。",
        ),
        result: s("双方就维修和赔偿达成一致，另行签订人民调解协议书。"),
        recorder: s("周小满"),
        one_party_alone: false,
    }
}

fn agreement() -> Agreement {
    Agreement {
        number: s("〔2026〕柳人调字第 12 号"),
        form: AgreementForm::Written,
        facts: s(
            "2026年2月11日，被申请人家中卫生间防水层破损，致申请人家中吊顶、墙面和木地板受损。双方对关水试验结果没有异议。",
        ),
        issues: s("被申请人应否承担全部修复费用，以及赔偿款的数额和支付期限。"),
        terms: vec![
            s("李建军负责修复602室卫生间防水层，费用自行承担。"),
            s("李建军赔偿赵国强吊顶、墙面和地板损失共计人民币25,000.00元（大写：贰万伍仟元整），分两期支付。"),
            s("赵国强收到全部款项后，双方就本次漏水再无其他争议。"),
        ],
        obligations: vec![
            Obligation {
                who: s("李建军"),
                what: s("修复602室卫生间防水层"),
                by_when: Some(date(2026, 3, 31)),
                ..Obligation::default()
            },
            payment("10,000.00", "壹万元整", date(2026, 4, 10)),
            payment("15,000.00", "壹万伍仟元整", date(2026, 6, 10)),
        ],
        performance: s(""),
        copies: Some(3),
        signed_on: Some(date(2026, 3, 8)),
        effective_on: Some(date(2026, 3, 8)),
        signers: vec![
            Signer {
                name: s("赵国强"),
                role_label: s("申请人"),
                how_label: s("签名并按指印"),
                on: Some(date(2026, 3, 8)),
            },
            Signer {
                name: s("李建军"),
                role_label: s("被申请人"),
                how_label: s("电子签名"),
                on: Some(date(2026, 3, 8)),
            },
        ],
        sealed_on: Some(date(2026, 3, 8)),
    }
}

fn payment(amount: &str, words: &str, by: jiff::civil::Date) -> Obligation {
    Obligation {
        who: s("李建军"),
        what: s("支付赔偿款"),
        amount: s(amount),
        amount_words: s(words),
        to_whom: s("赵国强"),
        by_when: Some(by),
        when: s(""),
        how: s("银行转账"),
    }
}

/// Only what the counter always knows: a code, a committee, two names.
pub(crate) fn minimal() -> PaperData {
    let party = |side: &str, label: &str, name: &str| PartyBlock {
        side: s(side),
        side_label: s(label),
        name: s(name),
        ..PartyBlock::default()
    };
    PaperData {
        matter: Matter { code: s("3309992600000127"), code_grouped: s("330999-26-0000012-7"), ..Matter::default() },
        committee: Committee { name: s("柳河社区人民调解委员会"), ..Committee::default() },
        parties: vec![party("applicant", "申请人", "赵国强"), party("respondent", "被申请人", "李建军")],
        printed_on: Some(date(2026, 3, 10)),
        ..PaperData::default()
    }
}
