//! Which category is meant? A hint from the words of the report; who reports chooses.

use super::report::EventClass;
use crate::matters::DisputeKind;
use crate::matters::similar::similarity;

/// Words that belong to a class, in the way people say them.
const WORDS: &[(EventClass, &[&str])] = &[
    (EventClass::Quarrel, &["吵架", "争吵", "打架", "纠纷", "邻居", "矛盾", "欠钱", "彩礼", "骂"]),
    (EventClass::Construction, &["井盖", "路灯", "下水道", "污水", "漏水", "违建", "墙", "垃圾", "停水", "树", "坑"]),
    (EventClass::Environment, &["焚烧", "烟", "臭", "噪音", "噪声", "污染", "排污", "扬尘"]),
    (EventClass::Transport, &["堵", "停车", "红绿灯", "公交", "道路", "护栏"]),
    (EventClass::Agriculture, &["浇水", "水渠", "灌溉", "庄稼", "耕地", "牲畜", "羊"]),
    (EventClass::Labour, &["工资", "工钱", "社保", "工伤"]),
    (EventClass::Land, &["宅基地", "地界", "占地", "土地"]),
    (EventClass::Justice, &["偷", "盗", "赌", "诈骗"]),
    (EventClass::Health, &["医院", "疫苗", "看病"]),
    (EventClass::Culture, &["学校", "学生", "老师"]),
    (EventClass::CivilAffairs, &["低保", "养老", "残疾", "救助"]),
    (EventClass::Trade, &["超市", "假货", "价格", "摊"]),
];

/// A category as it is offered.
#[derive(Clone, Debug)]
pub struct Offered<'a> {
    pub code: &'a str,
    pub class: EventClass,
    pub name: &'a str,
}

/// The categories the words speak for, the likeliest first; at most three.
pub fn suggest<'a>(words: &str, offered: &[Offered<'a>]) -> Vec<&'a str> {
    let of_class = |class: EventClass| {
        let found = WORDS.iter().find(|(of, _)| *of == class).map_or(&[][..], |(_, words)| words);
        found.iter().filter(|word| words.contains(**word)).count() * 20
    };
    let mut scored: Vec<(usize, &'a str)> = offered
        .iter()
        .filter_map(|one| {
            // The county's own word counts most where the report says it, or most of it.
            let said = words.contains(one.name) as usize * 100;
            let pairs = one.name.chars().collect::<Vec<_>>();
            let parts = pairs.windows(2).filter(|pair| words.contains(&pair.iter().collect::<String>())).count() * 30;
            let score = said + parts + of_class(one.class) + usize::from(similarity(words, one.name));
            (score >= 20).then_some((score, one.code))
        })
        .collect();
    scored.sort_by_key(|(score, code)| (std::cmp::Reverse(*score), *code));
    scored.into_iter().take(3).map(|(_, code)| code).collect()
}

/// Words by which people tell what they quarrel over.
const QUARRELS: &[(DisputeKind, &[&str])] = &[
    (DisputeKind::MigrantWages, &["工钱", "工资", "欠薪"]),
    (DisputeKind::RoadTraffic, &["车祸", "撞车", "剐蹭", "追尾"]),
    (DisputeKind::MarriageFamily, &["夫妻", "离婚", "彩礼", "婆媳", "赡养", "分家"]),
    (DisputeKind::Homestead, &["宅基地", "盖房", "院墙", "滴水"]),
    (DisputeKind::ForestLand, &["地界", "承包地", "地埂", "林地", "耕地"]),
    (DisputeKind::PropertyManagement, &["物业", "停车位", "电梯"]),
    (DisputeKind::Contract, &["合同", "订金", "欠款", "借款", "欠钱"]),
    (DisputeKind::Damages, &["打伤", "受伤", "医药费", "赔偿"]),
    (DisputeKind::Neighbours, &["邻居", "噪音", "噪声", "漏水", "排水", "吵架", "争吵"]),
];

/// What a quarrel is about, as far as its report says; a mediator puts it right.
pub fn kind_of(words: &str) -> DisputeKind {
    let found = QUARRELS.iter().find(|(_, of_this)| of_this.iter().any(|word| words.contains(word)));
    found.map_or(DisputeKind::Other, |(kind, _)| *kind)
}
