//! What each form says, with everything known and with almost nothing known.

use bandeng_docgen::*;

use crate::tools::{form, keep, lines, print, words};
use bandeng_docgen::sample::{full, minimal};

/// The full paper, its words, and a look at every phrase.
fn full_says(code: &str, pages: usize, phrases: &[&str]) {
    let pdf = print(code, &full());
    keep(&pdf, &format!("{code}-full"));
    let text = words(&pdf);
    for phrase in [form(code).title.zh, "柳河社区人民调解委员会", "330999-26-0000012-7"].iter().chain(phrases)
    {
        let phrase: String = phrase.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(text.contains(&phrase), "{code} does not say {phrase}:\n{}", lines(&pdf));
    }
    assert!(!pdf.draft && !text.contains("草稿"), "{code} is complete");
    assert_eq!(pdf.pages, pages, "{code} pages");
    assert!(text.contains(&format!("第1页共{pages}页")), "{code} numbers its pages");
}

fn minimal_is_a_draft(code: &str, pages: usize, phrases: &[&str]) {
    let pdf = print(code, &minimal());
    keep(&pdf, &format!("{code}-minimal"));
    let text = words(&pdf);
    for phrase in phrases {
        assert!(text.contains(phrase), "{code} does not say {phrase}:\n{}", lines(&pdf));
    }
    assert!(pdf.draft, "{code} lacks fields");
    assert_eq!(text.matches("草稿").count(), pages, "{code} says so on every page");
    assert_eq!(pdf.pages, pages, "{code} pages");
    assert!(!text.contains("none") && !text.contains("null"), "{code} prints no placeholder");
}

#[test]
fn d1_application() {
    full_says(
        "D1",
        1,
        &[
            "申请人姓名赵国强性别男民族年龄56",
            "被申请人姓名李建军性别男民族畲族年龄41",
            "职业或职务退休教师联系方式13900000001",
            "单位或住址青禾县柳河街道柳河社区3幢502室",
            "代理人吴律身份或关系律师权限特别授权",
            "2026年2月11日，申请人家中客厅顶棚出现渗水",
            "1.请求被申请人修复卫生间防水层，消除渗漏；",
            "2.请求被申请人赔偿吊顶、墙面和地板损失25,000元。",
            "人民调解委员会已将申请人民调解的相关规定告知我（单位）",
            "申请人（签名、盖章或按指印）：",
            "本申请于2026年3月5日14时30分08秒提出并登记，登记人：周小满",
            "诉讼时效从提出请求之日起中断",
        ],
    );
    minimal_is_a_draft("D1", 1, &["申请人姓名赵国强性别民族年龄", "纠纷简要情况", "当事人申请事项", "年月日"]);
}

#[test]
fn d2_acceptance_register() {
    full_says(
        "D2",
        1,
        &[
            "受理时间2026年3月5日",
            "邻里纠纷",
            "√依当事人申请人民调解委员会主动调解委托移送",
            "案件来源当事人申请",
            "纠纷简要情况",
            "登记人（签名）：",
            "周小满",
            "备注：此表由人民调解委员会填写。",
        ],
    );
    minimal_is_a_draft("D2", 1, &["依当事人申请人民调解委员会主动调解委托移送", "赵国强", "李建军"]);
}

#[test]
fn d2_ticks_the_way_the_case_came_and_says_from_whom() {
    let mut data = full();
    data.acceptance = Some(Acceptance {
        basis: Basis::Entrusted,
        basis_label: "青禾县人民法院".to_owned(),
        ..data.acceptance.unwrap_or_default()
    });
    let text = words(&print("D2", &data));
    assert!(
        text.contains("√委托移送") && text.contains("（青禾县人民法院）") && !text.contains("√依当事人申请"),
        "{text}"
    );
}

#[test]
fn d3_notice_of_rights() {
    full_says(
        "D3",
        2,
        &[
            "赵国强、李建军：",
            "人民调解不收取任何费用",
            "选择或者接受人民调解员",
            "尊重对方当事人行使权利",
            "三十日内共同向人民法院申请司法确认",
            "通过仲裁、行政、司法等途径",
            "赵国强当面告知2026年3月6日",
            "李建军视频告知2026年3月6日",
        ],
    );
    let pdf = print("D3", &minimal());
    assert!(!pdf.draft, "a notice needs no more than committee and parties");
    assert!(print("D3", &PaperData::default()).draft);
}

#[test]
fn d6_session_record() {
    full_says(
        "D6",
        2,
        &[
            "时间2026年3月8日14时00分至16时20分",
            "地点柳河社区综合服务中心一楼调解室",
            "方式当面调解",
            "事由屋面漏水损害赔偿",
            "当事人赵国强、李建军、吴律",
            "参加人柳河物业冯经理",
            "人民调解员孙桂芳、何平",
            "已将人民调解的性质、原则和效力",
            "李建军：试验结果我认。",
            "双方就维修和赔偿达成一致",
            "记录人周小满",
        ],
    );
    minimal_is_a_draft("D6", 2, &["时间地点方式事由当事人参加人人民调解员", "调解结果"]);
}

#[test]
fn d6_prints_each_session_on_its_own_pages() {
    let mut data = full();
    let mut second = data.sessions[0].clone();
    (second.no, second.record) = (2, "第二次调解的记录。".to_owned());
    data.sessions.push(second);
    let text = lines(&print("D6", &data));
    let pages: Vec<&str> = text.split('\u{c}').collect();
    assert!(pages[2].contains("第二次调解的记录") && !pages[2].contains("试验结果我认"), "{text}");
}

#[test]
fn d7_agreement() {
    full_says(
        "D7",
        2,
        &[
            "编号：〔2026〕柳人调字第12号",
            "申请人姓名赵国强",
            "被申请人姓名李建军",
            "纠纷主要事实：",
            "争议事项：",
            "经调解，自愿达成如下协议：",
            "一、李建军负责修复602室卫生间防水层",
            "（大写：贰万伍仟元整）",
            "履行方式、时限：",
            "1.李建军于2026年3月31日前修复602室卫生间防水层。",
            "2.李建军于2026年4月10日前以银行转账方式向赵国强支付赔偿款人民币10,000.00元（大写：壹万元整）。",
            "本协议一式3份，当事人、人民调解委员会各持一份。",
            "当事人（签名、盖章或按指印）：",
            "代理人吴律",
            "调解员孙桂芳",
            "调解员何平",
            "记录人周小满",
            "申请人赵国强签名并按指印2026年3月8日",
            "（人民调解委员会印章）",
        ],
    );
    minimal_is_a_draft("D7", 2, &["编号", "纠纷主要事实、争议事项", "本协议一式份", "年月日"]);
}

#[test]
fn d8_oral_agreement() {
    full_says(
        "D8",
        2,
        &[
            "当事人自愿达成如下口头协议",
            "达成协议日期：2026年3月8日",
            "此表由人民调解委员会填写",
            "（人民调解委员会印章）",
        ],
    );
    minimal_is_a_draft("D8", 2, &["口头协议", "履行方式、时限"]);
}

#[test]
fn d9_follow_up() {
    full_says(
        "D9",
        1,
        &[
            "当事人赵国强、李建军",
            "调解协议编号〔2026〕柳人调字第12号",
            "回访时间2026年4月20日回访方式上门回访",
            "履行情况：第一期款项已于4月10日付清",
            "当事人意见：双方对调解结果均表示满意。",
            "未发现纠纷反复或者激化的迹象",
            "提醒李建军在约定日期前支付第二期款项",
            "回访人（签名）：",
        ],
    );
    minimal_is_a_draft("D9", 1, &["回访事由", "回访情况"]);
}

#[test]
fn d11_termination_notice() {
    full_says(
        "D11",
        1,
        &[
            "自2026年3月5日起对你们之间的",
            "因被申请人明确表示不再接受调解，现于2026年3月20日终止调解",
            "《中华人民共和国人民调解法》第二十六条",
            "（1）就屋面漏水损害赔偿向青禾县人民法院起诉",
            "协商解决。",
            "李建军邮寄送达2026年3月21日",
            "签收（签名）",
        ],
    );
    minimal_is_a_draft("D11", 1, &["赵国强、李建军：", "终止调解"]);
}

#[test]
fn d12_decline_notice() {
    full_says(
        "D12",
        1,
        &[
            "赵国强：",
            "你（单位）于2026年3月5日提出的与李建军之间纠纷的人民调解申请收悉",
            "因纠纷已由人民法院受理，本调解委员会决定不予受理",
            "（2）可以拨打12348公共法律服务热线咨询。",
            "抄送：柳河派出所",
        ],
    );
    minimal_is_a_draft("D12", 1, &["决定不予受理"]);
}

#[test]
fn d17_urgent_report() {
    full_says(
        "D17",
        1,
        &[
            "柳河派出所：",
            "第二十五条",
            "报告时间2026年3月4日21时10分",
            "一方从家中取出铁锹",
            "收走铁锹",
            "报告人孙桂芳",
            "接收回执",
            "民警钱勇",
            "已派民警到场处置",
        ],
    );
    minimal_is_a_draft("D17", 2, &["报告时间", "已采取的措施", "接收回执"]);
}

/// What a form without header and footer says.
fn bare_says(code: &str, phrases: &[&str]) {
    let pdf = print(code, &full());
    keep(&pdf, &format!("{code}-full"));
    let text = words(&pdf);
    for phrase in phrases {
        assert!(text.contains(phrase), "{code} does not say {phrase}:\n{}", lines(&pdf));
    }
    assert_eq!(pdf.pages, 1, "{code} pages");
    assert!(!text.contains("第1页共1页"), "{code} has no footer");
}

#[test]
fn d4_investigation_record() {
    full_says(
        "D4",
        1,
        &[
            "时间2026年3月7日地点柳河社区3幢701室",
            "参加人柳河物业冯经理",
            "被调查人姓名王秀英性别女",
            "答：没有。我家在七楼",
            "以上记录已经本人核对",
            "调查人孙桂芳",
            "记录人周小满",
        ],
    );
    minimal_is_a_draft("D4", 2, &["被调查人姓名性别", "记录："]);
}

#[test]
fn d5_evidence_list() {
    full_says(
        "D5",
        1,
        &[
            "序号证据名称提供人提交日期页数形式",
            "赵国强2026年3月6日12电子数据",
            "2维修费收据赵国强2026年3月6日2原件",
            "提供人（签名）：",
        ],
    );
    minimal_is_a_draft("D5", 1, &["证据名称"]);
}

#[test]
fn d10_confirmation_application() {
    full_says(
        "D10",
        2,
        &[
            "申请人姓名赵国强",
            "出生日期1969年8月20日公民身份号码330999196908200013",
            "法定代表人（负责人）郑海（理事长）",
            "统一社会信用代码N1330999MF0000012X",
            "请求依法确认申请人于2026年3月8日经柳河社区人民调解委员会主持调解达成的〔2026〕柳人调字第12号调解协议有效。",
            "《中华人民共和国民事诉讼法》第二百零五条",
            "没有恶意串通、规避法律的行为",
            "愿意承担相应的民事责任和其他法律责任",
            "此致青禾县人民法院",
            "4.送达地址确认书。",
        ],
    );
    minimal_is_a_draft("D10", 2, &["申请人共同承诺", "此致"]);
    // Both are persons: the same form.
    let mut data = full();
    let confirmation = data.confirmation.as_mut().expect("there");
    confirmation.applicants[1] = CourtParty {
        party: PartyBlock { side_label: "申请人".to_owned(), ..bandeng_docgen::sample::respondent() },
        born_on: None,
        id_number: "330999198401010021".to_owned(),
    };
    let text = words(&print("D10", &data));
    assert!(text.contains("公民身份号码330999198401010021") && !text.contains("统一社会信用代码"), "{text}");
}

#[test]
fn d13_letters() {
    full_says(
        "D13a",
        1,
        &[
            "编号：（2026）浙0999诉前调委15号",
            "委托你委员会调解",
            "请于2026年4月4日前完成调解",
            "2.证据材料复印件1套共15页。",
        ],
    );
    full_says("D13b", 1, &["现依法移送你单位处理", "移送材料："]);
    full_says("D13c", 1, &["我单位已于2026年3月6日收到", "经审查，同意接收。", "已指派人民调解员孙桂芳、何平调解。"]);
    full_says("D13d", 1, &["调解结果：调解成功", "调解协议编号：〔2026〕柳人调字第12号。", "尚在履行期内"]);
    for code in ["D13a", "D13b", "D13c", "D13d"] {
        minimal_is_a_draft(code, 1, &["赵国强、李建军", "印章"]);
    }
}

#[test]
fn d14_power_of_attorney() {
    full_says(
        "D14",
        1,
        &[
            "委托人",
            "委托人姓名李建军",
            "姓名吴律身份或关系律师",
            "√特别授权：代为承认、放弃、变更请求",
            "仅写“全权代理”",
        ],
    );
    let mut data = full();
    (data.powers_of_attorney[0].special, data.powers_of_attorney[0].authority_label) = (false, "一般授权".to_owned());
    let text = words(&print("D14", &data));
    assert!(text.contains("√一般授权") && !text.contains("√特别授权"), "{text}");
    minimal_is_a_draft("D14", 1, &["委托人（签名、盖章或按指印）："]);
}

#[test]
fn d15_service_address() {
    full_says(
        "D15",
        1,
        &["当事人申请人：赵国强", "送达地址青禾县柳河街道柳河社区3幢502室", "电子送达地址zhao@example.cn", "√同意"],
    );
    minimal_is_a_draft("D15", 1, &["送达地址", "告知事项"]);
}

#[test]
fn d16_undisputed_facts() {
    full_says(
        "D16",
        1,
        &["1.602室卫生间防水层破损，是502室客厅渗水的原因；", "2.赵国强已经支出临时维修费1,200元。", "不在记载之列"],
    );
    minimal_is_a_draft("D16", 1, &["无争议的事实"]);
}

#[test]
fn d18_closing_report() {
    full_says(
        "D18",
        1,
        &[
            "承办单位柳河社区人民调解委员会",
            "受案时间2026年3月5日结案时间2026年6月12日",
            "处理结果：调解成功",
            "联系电话13900000002",
        ],
    );
    minimal_is_a_draft("D18", 1, &["履行情况"]);
}

#[test]
fn d19_receipt() {
    full_says(
        "D19",
        1,
        &[
            "今收到李建军依照〔2026〕柳人调字第12号人民调解协议支付的赔偿款人民币10,000.00元（大写：壹万元整），第1期（共2期）。",
            "尚未履行15,000.00元",
        ],
    );
    let mut data = full();
    data.proofs[0].amount.clear();
    assert!(words(&print("D19", &data)).contains("已经履行下列事项：赔偿款"));
    minimal_is_a_draft("D19", 1, &["已经履行下列事项"]);
}

#[test]
fn d20_to_d23_the_file_itself() {
    bare_says(
        "D20",
        &[
            "人民调解卷宗",
            "卷名赵国强与李建军邻里漏水纠纷",
            "卷号〔2026〕柳人调字第12号年度2026",
            "2026年3月5日至2026年3月8日",
            "保管期限短期",
        ],
    );
    full_says("D21", 1, &["序号文书名称页号备注", "3人民调解权利义务告知书3-4"]);
    full_says("D22", 1, &["第12页照片为电子数据打印件", "本卷共21页。"]);
    bare_says("D23", &["柳河社区人民调解委员会"]);
}

#[test]
fn c2_to_c5_after_a_default() {
    full_says("C2", 1, &["调解协议履行督促书柳河社区物业合作社：", "现已逾期3日", "特此督促", "2026年7月23日"]);
    minimal_is_a_draft("C2", 1, &["特此督促"]);
    for (code, applicant, respondent) in
        [("C3", "申请执行人", "被执行人"), ("C4", "申请人", "被申请人"), ("C5", "原告", "被告")]
    {
        let names = [format!("{applicant}姓名赵国强"), format!("{respondent}名称")];
        let says = [
            names[0].as_str(),
            names[1].as_str(),
            "1.给付第1项第3期款项人民币10,000.00元",
            "第3期款项逾期三日未付。",
            "此致青禾县人民法院",
            "2.人民调解协议书",
        ];
        full_says(code, 1, &says);
        minimal_is_a_draft(code, 1, &["此致"]);
    }
}

#[test]
fn c1_certificate() {
    full_says(
        "C1",
        1,
        &[
            "青禾县公安局柳河派出所：",
            "由本调解委员会于2026年3月5日受理，在各方当事人自愿的基础上进行了调解，于2026年3月8日达成书面调解协议（协议编号：〔2026〕柳人调字第12号），协议自2026年3月8日起生效。",
            "调解协议已全部履行，履行完毕日期为2026年6月10日",
            "不对有关行为是否违法作出认定",
        ],
    );
    minimal_is_a_draft("C1", 1, &["特此证明"]);
}

#[test]
fn a_blank_form_prints_for_handwriting() {
    for form in FORMS {
        let pdf = print(form.code, &PaperData::default());
        keep(&pdf, &format!("{}-blank", form.code));
        assert!(pdf.draft, "{}", form.code);
        // Covers have their own words.
        let text = words(&pdf);
        assert!(text.contains(form.title.zh) || ["D20", "D23"].contains(&form.code), "{}", form.code);
    }
}
