//! The Ministry of Justice's table of people's mediation, its 39 columns as data over measures.

use serde::Serialize;
use utoipa::ToSchema;

use super::cell::Cut;
use super::formula::Numbers;
use super::measure::{Measure, Unit};
use crate::kernel::Text;
use crate::matters::{DisputeKind, Source};
use crate::people::OrganisationKind;

/// The version of the table. Another edition of the Ministry's is a further version, never a change of this one.
pub const VERSION: u16 = 1;

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// From 1 to 39.
    pub no: u8,
    pub label: Text,
    /// The group it stands under, where it does.
    pub group: Option<Text>,
    pub measure: Measure,
    pub cut: Cut,
    /// Values of the cut that are added up; one empty one for the whole.
    pub values: Vec<&'static str>,
}

/// A column as a screen or a program reads it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = StatutoryColumn)]
pub struct ColumnLine {
    pub no: u8,
    pub label: Text,
    pub group: Option<Text>,
    pub unit: Unit,
    /// Of which measure and breakdown the cell is; what may be opened is asked by these.
    pub measure: Measure,
    pub cut: Cut,
    pub values: Vec<String>,
    /// May its cells open into matters?
    pub opens: bool,
}

impl Column {
    /// The number of a cell.
    pub fn read(&self, numbers: &dyn Numbers) -> i64 {
        self.values.iter().map(|value| numbers.number(self.measure, self.cut, value)).sum()
    }

    pub fn unit(&self) -> Unit {
        self.measure.about().unit
    }

    pub fn opens(&self) -> bool {
        self.values.iter().all(|value| super::cell::opens(self.measure.about(), self.cut, value))
    }

    pub fn line(&self) -> ColumnLine {
        ColumnLine {
            no: self.no,
            label: self.label.clone(),
            group: self.group.clone(),
            unit: self.unit(),
            measure: self.measure,
            cut: self.cut,
            values: self.values.iter().map(|value| (*value).to_owned()).collect(),
            opens: self.opens(),
        }
    }
}

/// Organisations as columns 6 to 11 group them. Studios and sector committees are other organisations there.
const BODIES: [(&str, &str, &[OrganisationKind]); 6] = [
    ("村调委会", "Village committees", &[OrganisationKind::VillageCommittee]),
    ("居调委会", "Residents' committees", &[OrganisationKind::ResidentsCommittee]),
    ("乡镇调委会", "Township committees", &[OrganisationKind::TownshipCommittee]),
    ("街道调委会", "Street committees", &[OrganisationKind::StreetCommittee]),
    ("企事业单位调委会", "Enterprise committees", &[OrganisationKind::EnterpriseCommittee]),
    (
        "社会团体和其他组织调委会",
        "Committees of social groups and others",
        &[
            OrganisationKind::SocialCommittee,
            OrganisationKind::SectorCommittee,
            OrganisationKind::StationedStudio,
            OrganisationKind::PersonalStudio,
        ],
    ),
];

const ENTRUSTED: [Source; 5] =
    [Source::Court, Source::Procuratorate, Source::Police, Source::PetitionOffice, Source::OtherDepartment];

/// The table's columns in their order (MoJ statistics).
pub fn columns() -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::with_capacity(39);
    let mut add = |label: Text, group: Option<(&str, &str)>, measure, cut, values: Vec<&'static str>| {
        let no = columns.len() as u8 + 1;
        let group = group.map(|(zh, en)| Text::new(zh, en));
        columns.push(Column { no, label, group, measure, cut, values });
    };
    let whole = || vec![""];
    for (measure, zh, en) in [
        (Measure::Mediated, "调解案件总数", "Cases mediated"),
        (Measure::People, "涉及当事人数", "Persons involved"),
        (Measure::Agreed, "调解成功", "Mediated successfully"),
        (Measure::Difficult, "疑难复杂案件", "Difficult and complex cases"),
        (Measure::Amount, "涉及金额", "Amount involved"),
    ] {
        add(Text::new(zh, en), None, measure, Cut::All, whole());
    }
    for (zh, en, kinds) in BODIES {
        let values = kinds.iter().map(|kind| kind.as_str()).collect();
        add(Text::new(zh, en), Some(("调解组织", "Organisation")), Measure::Mediated, Cut::Body, values);
    }
    let by_source = Some(("案件来源", "Source"));
    let source = |source: Source| vec![source.as_str()];
    add(Source::OwnInitiative.label(), by_source, Measure::Mediated, Cut::Source, source(Source::OwnInitiative));
    add(
        Text::new("依申请调解", "On application"),
        by_source,
        Measure::Mediated,
        Cut::Source,
        source(Source::Application),
    );
    let entrusted = ENTRUSTED.iter().map(|source| source.as_str()).collect();
    add(Text::new("接受委托移送", "Entrusted"), by_source, Measure::Mediated, Cut::Source, entrusted);
    for of in ENTRUSTED {
        add(
            of.label(),
            Some(("其中：接受委托移送", "Of which: entrusted")),
            Measure::Mediated,
            Cut::Source,
            source(of),
        );
    }
    for kind in DisputeKind::ALL {
        add(kind.label(), Some(("纠纷类型", "Type of dispute")), Measure::Mediated, Cut::Kind, vec![kind.as_str()]);
    }
    let form = Some(("协议形式", "Form of agreement"));
    add(Measure::AgreedOrally.label(), form, Measure::AgreedOrally, Cut::All, whole());
    add(Measure::AgreedInWriting.label(), form, Measure::AgreedInWriting, Cut::All, whole());
    columns
}

/// What does not add up in a row of the table; nothing in a sound one. Sums that must agree by their meaning.
pub fn faults(row: &[i64]) -> Vec<Text> {
    let [total, _, agreed, ..] = row else { return vec![Text::new("缺少列", "columns are missing")] };
    let sum = |from: usize, until: usize| row.get(from - 1..until).map(|part| part.iter().sum::<i64>());
    [
        (sum(12, 14), *total, "来源各列之和不等于总数", "the sources do not add up to the total"),
        (
            sum(15, 19),
            row.get(13).copied().unwrap_or_default(),
            "委托移送各列之和不等于合计",
            "the entrusting bodies do not add up",
        ),
        (sum(20, 37), *total, "类型各列之和不等于总数", "the types do not add up to the total"),
        (sum(38, 39), *agreed, "口头与书面之和不等于成功数", "oral and written do not add up to the successes"),
    ]
    .into_iter()
    .filter(|(sum, whole, ..)| *sum != Some(*whole))
    .map(|(_, _, zh, en)| Text::new(zh, en))
    .collect()
}
