//! Sentences of the papers that are neither recorded nor part of a template: the ways that are open, with their limits.

use bandeng_core::matters::DisputeKind;
use bandeng_core::mediation::Route;

/// The way left to the parties, with its time limit as the law has it: telling both is the law's demand (Mediation Law
/// art. 26; limits: T9 and T15 to T18).
pub(super) fn way(route: Route) -> &'static str {
    match route {
        Route::Court => {
            "向有管辖权的人民法院起诉；诉讼时效期间一般为三年，自知道或者应当知道权利受到损害以及义务人之日起计算"
        }
        Route::LabourArbitration => {
            "向劳动人事争议仲裁委员会申请仲裁；时效期间为一年，自知道或者应当知道权利被侵害之日起计算；劳动关系存续期间因拖欠劳动报酬发生争议的不受此限，但劳动关系终止的，应当自终止之日起一年内提出"
        }
        Route::LandArbitration => {
            "向农村土地承包仲裁委员会申请仲裁；时效期间为二年，自知道或者应当知道权利被侵害之日起计算"
        }
        Route::Arbitration => "有仲裁协议的，向约定的仲裁委员会申请仲裁",
        Route::Administrative => {
            "请求有关行政机关处理；对行政行为不服的，可以自知道或者应当知道该行政行为之日起六十日内申请行政复议"
        }
        Route::Police => "请求公安机关依法处理",
        Route::Petition => "依法向有关机关、单位的信访部门提出",
        Route::LegalAid => "符合条件的，向法律援助机构申请法律援助",
        Route::OtherCommittee => "经各方同意，向其他人民调解委员会或者其他调解组织申请调解",
    }
}

/// What is open to the parties of such a dispute beside the ways they were told of.
pub(super) fn further_ways(kind: DisputeKind) -> Option<&'static str> {
    // Procedure for Handling Road Traffic Accidents art. 85.
    (kind == DisputeKind::RoadTraffic)
        .then_some("各方可以自本次调解终止之日起三日内，共同书面请求公安机关交通管理部门调解")
}
