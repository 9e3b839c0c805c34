//! The lists a matter is filed under.

use crate::text_enum;

text_enum! {
    /// The eighteen types of dispute in the Ministry of Justice's table (MoJ statistics, columns 20 to 37).
    pub enum DisputeKind {
        MarriageFamily = "marriage_family" ("婚姻家庭纠纷", "Marriage and family"),
        Neighbours = "neighbours" ("邻里纠纷", "Neighbours"),
        Homestead = "homestead" ("房屋宅基地纠纷", "House and homestead"),
        Contract = "contract" ("合同纠纷", "Contract"),
        Business = "business" ("生产经营纠纷", "Production and business"),
        Damages = "damages" ("损害赔偿纠纷", "Damages"),
        ForestLand = "forest_land" ("山林土地纠纷", "Forest and land"),
        LandTaking = "land_taking" ("征地拆迁纠纷", "Land taking and demolition"),
        Environment = "environment" ("环境污染纠纷", "Environment"),
        MigrantWages = "migrant_wages" ("拖欠农民工工资纠纷", "Migrant workers' wages"),
        OtherLabour = "other_labour" ("其他劳动争议纠纷", "Other labour"),
        Tourism = "tourism" ("旅游纠纷", "Tourism"),
        ECommerce = "e_commerce" ("电子商务纠纷", "E-commerce"),
        OtherConsumer = "other_consumer" ("其他消费纠纷", "Other consumer"),
        Medical = "medical" ("医疗纠纷", "Medical"),
        RoadTraffic = "road_traffic" ("道路交通事故纠纷", "Road traffic"),
        PropertyManagement = "property_management" ("物业纠纷", "Property management"),
        Other = "other" ("其他纠纷", "Other"),
    }
}

impl DisputeKind {
    /// Kinds whose agreement the law wants in writing: labour (Labour Dispute Mediation and Arbitration Law art. 14)
    /// and medical (Regulation on Medical Disputes art. 39).
    pub const fn needs_writing(self) -> bool {
        matches!(self, DisputeKind::MigrantWages | DisputeKind::OtherLabour | DisputeKind::Medical)
    }
}

text_enum! {
    /// How the matter reached mediation: the seven sources of the Ministry of Justice's table (columns 12 to 19).
    pub enum Source {
        Application = "application" ("当事人申请", "Application by a party"),
        OwnInitiative = "own_initiative" ("主动调解", "Own initiative"),
        Court = "court" ("法院委托移送", "Entrusted by a court"),
        Procuratorate = "procuratorate" ("检察院委托移送", "Entrusted by a procuratorate"),
        Police = "police" ("公安机关委托移送", "Entrusted by the police"),
        PetitionOffice = "petition_office" ("信访部门委托移送", "Entrusted by a petition office"),
        OtherDepartment = "other_department" ("其他部门委托移送", "Entrusted by another department"),
    }
}

impl Source {
    /// Sent over by another body, with a letter.
    pub const fn is_entrusted(self) -> bool {
        !matches!(self, Source::Application | Source::OwnInitiative)
    }
}

text_enum! {
    /// At which stage a body sent the matter over. Of a court it decides the limit (Online Mediation Rules art. 24).
    pub enum EntrustStage {
        BeforeFiling = "before_filing" ("立案前委派", "Before filing"),
        AfterFiling = "after_filing" ("立案后委托（普通程序）", "After filing, ordinary procedure"),
        AfterFilingSummary = "after_filing_summary" ("立案后委托（简易程序）", "After filing, summary procedure"),
    }
}

text_enum! {
    /// How it was told to us.
    pub enum Channel {
        Window = "window" ("窗口来访", "At the window"),
        Telephone = "telephone" ("电话", "By telephone"),
        Visit = "visit" ("上门走访", "On a visit"),
        Letter = "letter" ("来信来函", "By letter"),
        Screening = "screening" ("排查发现", "Found in screening"),
        Online = "online" ("网上", "Online"),
    }
}
