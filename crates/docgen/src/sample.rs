//! An invented case in an invented place: what a preview of a template shows, and what tests print.

use crate::paper::*;
use jiff::civil::{date, datetime};

fn s(text: &str) -> String {
    text.to_owned()
}

/// Everything is known.
pub fn full() -> PaperData {
    PaperData {
        mark: s("7K3M-9QXV-02AB-CDEF"),
        check_at: s(""),
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
        investigations: vec![Investigation {
            no: 1,
            on: Some(date(2026, 3, 7)),
            place: s("柳河社区3幢701室"),
            others: vec![s("柳河物业 冯经理")],
            asked: PartyBlock {
                side: s(""),
                side_label: s("被调查人"),
                name: s("王秀英"),
                sex: s("女"),
                age: s("63"),
                occupation: s("退休职工"),
                phone: s("13900000003"),
                address: s("青禾县柳河街道柳河社区3幢701室"),
                ..PartyBlock::default()
            },
            record: s(
                "问：今年二月您家里有没有漏水？\n答：没有。我家在七楼，卫生间去年刚做过防水。\n问：您听到过楼下争吵吗？\n答：听到过两三次，都是为漏水的事，没有动过手。",
            ),
            by: vec![s("孙桂芳")],
            recorder: s("周小满"),
        }],
        evidence: vec![
            evidence(1, "客厅吊顶、墙面受损照片", "赵国强", "12", "电子数据"),
            evidence(2, "维修费收据", "赵国强", "2", "原件"),
            evidence(3, "关水试验记录", "柳河社区人民调解委员会", "1", "复印件"),
        ],
        undisputed_facts: vec![
            UndisputedFact {
                text: s("602室卫生间防水层破损，是502室客厅渗水的原因"),
                on: Some(date(2026, 3, 8)),
                agreed_by: vec![s("赵国强"), s("李建军")],
            },
            UndisputedFact {
                text: s("赵国强已经支出临时维修费1,200元。"),
                on: Some(date(2026, 3, 8)),
                agreed_by: vec![s("赵国强"), s("李建军")],
            },
        ],
        powers_of_attorney: vec![PowerOfAttorney {
            principal: PartyBlock { agents: Vec::new(), ..respondent() },
            agents: vec![Agent {
                name: s("吴律"),
                authority_label: s("特别授权"),
                relation: s("律师"),
                phone: s("0570-5550456"),
            }],
            authority_label: s("特别授权"),
            special: true,
            on: Some(date(2026, 3, 6)),
        }],
        service_addresses: vec![ServiceAddress {
            party: s("赵国强"),
            side_label: s("申请人"),
            recipient: s("赵国强"),
            address: s("青禾县柳河街道柳河社区3幢502室"),
            phone: s("13900000001"),
            electronic: s("zhao@example.cn"),
            electronic_agreed: true,
            on: Some(date(2026, 3, 6)),
        }],
        court_request: Some(CourtRequest {
            court: s("青禾县人民法院"),
            applicants: vec![CourtParty {
                party: PartyBlock { side_label: s("申请人"), ..applicant() },
                born_on: Some(date(1969, 8, 20)),
                id_number: String::new(),
            }],
            respondents: vec![CourtParty {
                party: PartyBlock { side_label: s("被申请人"), ..company() },
                born_on: None,
                id_number: s("N1330999MF0000012X"),
            }],
            requests: vec![s("给付第1项第3期款项人民币10,000.00元（大写：壹万元整）")],
            facts: s("双方达成调解协议。\n第3期款项逾期三日未付。"),
            attachments: vec![s("民事裁定书"), s("人民调解协议书")],
            on: Some(date(2026, 7, 23)),
        }),
        reminder: Some(Reminder {
            to: s("柳河社区物业合作社"),
            text: s("第1项第3期应于2026年7月20日前履行，现已逾期3日。"),
            on: Some(date(2026, 7, 23)),
        }),
        confirmation: Some(Confirmation {
            court: s("青禾县人民法院"),
            applicants: vec![
                CourtParty {
                    party: PartyBlock { side_label: s("申请人"), ..applicant() },
                    born_on: Some(date(1969, 8, 20)),
                    id_number: s("330999196908200013"),
                },
                CourtParty {
                    party: PartyBlock { side_label: s("申请人"), ..company() },
                    born_on: None,
                    id_number: s("N1330999MF0000012X"),
                },
            ],
            agreement_number: s("〔2026〕柳人调字第 12 号"),
            agreed_on: Some(date(2026, 3, 8)),
            effective_on: Some(date(2026, 3, 8)),
            requests: Vec::new(),
            facts: s("协议内容明确、具体，第一期款项应于2026年4月10日前支付。"),
            attachments: vec![
                s("人民调解协议书"),
                s("人民调解情况证明"),
                s("申请人身份证明、资格证明"),
                s("送达地址确认书"),
            ],
            on: Some(date(2026, 3, 20)),
        }),
        letter: Some(Letter {
            number: s("（2026）浙0999诉前调委15号"),
            from: s("青禾县人民法院"),
            to: s("柳河社区人民调解委员会"),
            case_number: s("（2026）浙0999诉前调215号"),
            reason: s("经征求意见，双方均愿意先行调解"),
            consent: s("双方当事人已于2026年3月4日书面同意委托调解。"),
            materials: vec![s("起诉状副本1份"), s("证据材料复印件1套共15页")],
            deadline: Some(date(2026, 4, 4)),
            contact: s("钱法官助理"),
            phone: s("0570-5550666"),
            on: Some(date(2026, 3, 5)),
            answers_number: s("（2026）浙0999诉前调委15号"),
            answers_on: Some(date(2026, 3, 5)),
            received_on: Some(date(2026, 3, 6)),
            decision_label: s("同意接收"),
            decision_reason: s("已指派人民调解员孙桂芳、何平调解。"),
            result_label: s("调解成功"),
            result_text: s("双方于2026年3月8日达成书面调解协议，约定修复防水层并分两期赔偿25,000元。"),
            agreement_number: s("〔2026〕柳人调字第 12 号"),
            performance: s("尚在履行期内。"),
        }),
        certificate: Some(Certificate {
            number: s("〔2026〕柳人调证字第 3 号"),
            to: s("青禾县公安局柳河派出所"),
            accepted_on: Some(date(2026, 3, 5)),
            ended_on: Some(date(2026, 3, 8)),
            result_label: s("达成书面调解协议"),
            agreement_number: s("〔2026〕柳人调字第 12 号"),
            effective_on: Some(date(2026, 3, 8)),
            performance_label: s("已全部履行"),
            performed_on: Some(date(2026, 6, 10)),
            performance: s("防水层已修复，赔偿款25,000元已分两期付清。"),
            on: Some(date(2026, 6, 12)),
        }),
        closing: Some(ClosingReport {
            on: Some(date(2026, 6, 12)),
            unit: s("柳河社区人民调解委员会"),
            handlers: vec![s("孙桂芳"), s("何平")],
            received_on: Some(date(2026, 3, 5)),
            closed_on: Some(date(2026, 6, 12)),
            result_label: s("调解成功"),
            result_text: s("双方达成书面调解协议，修复防水层并赔偿25,000元。"),
            agreement_number: s("〔2026〕柳人调字第 12 号"),
            performance: s("已全部履行。"),
        }),
        proofs: vec![ProofOfPerformance {
            no: 1,
            agreement_number: s("〔2026〕柳人调字第 12 号"),
            payer: s("李建军"),
            payee: s("赵国强"),
            what: s("赔偿款"),
            amount: s("10,000.00"),
            amount_words: s("壹万元整"),
            on: Some(date(2026, 4, 10)),
            how_label: s("银行转账"),
            instalment: s("第1期（共2期）"),
            remaining: s("15,000.00元，应于2026年6月10日前付清"),
            note: s(""),
        }],
        event: Some(EventSheet {
            number: s("330999-26-0000012-7-2"),
            from: s("青禾县社会治安综合治理中心"),
            to: vec![s("青禾县水务局")],
            category: s("城乡建设"),
            level: s("一般"),
            reported_at: Some(datetime(2026, 3, 5, 14, 30, 0, 0)),
            whistle: false,
            lead: s("青禾县水务局"),
            task: Some(task("青禾县水务局", "主办", "更换井盖，加固四周")),
            units: vec![task("青禾县水务局", "主办", ""), task("青禾县交通运输局", "协办", "")],
            step: Some(EventStep {
                ground_label: s("逾期未办结"),
                note: s("夜间没有照明，附近是学生上学的路。"),
                sent_on: Some(date(2026, 3, 5)),
                until: Some(date(2026, 3, 16)),
                before: vec![s("2026年3月13日催办：逾期未办结")],
            }),
            charge: Some(EventCharge {
                leader: s("何为民"),
                unit: s("青禾县水务局"),
                since: Some(date(2026, 3, 14)),
                target_on: Some(date(2026, 3, 20)),
                meetings: vec![ChargeMeeting {
                    on: Some(date(2026, 3, 15)),
                    text: s("现场会商，确定当天设置围挡，三天内更换。"),
                }],
                result: s("井盖已经更换，四周用水泥固定，路灯一并修好。"),
            }),
            on: Some(date(2026, 3, 14)),
        }),
        dossier: Some(Dossier {
            title: s("赵国强与李建军邻里漏水纠纷"),
            year: s("2026"),
            mediated_from: Some(date(2026, 3, 5)),
            mediated_until: Some(date(2026, 3, 8)),
            filed_by: s("周小满"),
            filed_on: Some(date(2026, 6, 20)),
            retention_label: s("短期"),
            pages: s("21"),
            remarks: s(""),
            contents: vec![
                contents(1, "人民调解申请书", "1"),
                contents(2, "人民调解受理登记表", "2"),
                contents(3, "人民调解权利义务告知书", "3-4"),
                contents(4, "人民调解记录", "5-6"),
                contents(5, "人民调解协议书", "7-8"),
            ],
            notes: DossierNotes {
                text: s("卷内材料齐全，第12页照片为电子数据打印件。"),
                archivist: s("周小满"),
                checker: s("何平"),
                on: Some(date(2026, 6, 20)),
            },
        }),
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

/// Who asked for mediation.
pub fn applicant() -> PartyBlock {
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

/// Who was asked, with an agent.
pub fn respondent() -> PartyBlock {
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
pub fn company() -> PartyBlock {
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

/// Told on a day in March.
pub fn served(party: &str, how: &str, day: i8) -> Served {
    Served { party: s(party), how: s(how), on: Some(date(2026, 3, day)) }
}

/// A session with both sides.
pub fn session() -> Session {
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

fn task(name: &str, part: &str, what: &str) -> EventTask {
    EventTask {
        name: s(name),
        part_label: s(part),
        task: s(what),
        sent_at: Some(datetime(2026, 3, 5, 15, 0, 0, 0)),
        answer_by: Some(datetime(2026, 3, 5, 19, 0, 0, 0)),
        finish_by: Some(datetime(2026, 3, 12, 23, 59, 0, 0)),
    }
}

fn evidence(no: u32, item: &str, by: &str, pages: &str, copy: &str) -> EvidenceItem {
    EvidenceItem {
        no,
        item: s(item),
        provided_by: s(by),
        on: Some(date(2026, 3, 6)),
        pages: s(pages),
        copy_label: s(copy),
    }
}

fn contents(no: u32, name: &str, pages: &str) -> ContentsRow {
    ContentsRow { no: no.to_string(), name: s(name), pages: s(pages), remark: s("") }
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
pub fn minimal() -> PaperData {
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
