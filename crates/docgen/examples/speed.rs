//! How long a warm paper takes: `cargo run --release -p bandeng-docgen --example speed`. The bound is 10 ms for a paper
//! of one page; every round prints different text, so that no memoised layout of a whole paper helps.

use std::time::{Duration, Instant};

use bandeng_docgen::*;

fn data(round: usize) -> PaperData {
    let party = |side: &str, label: &str, name: String| PartyBlock {
        side: side.to_owned(),
        side_label: label.to_owned(),
        name,
        address: format!("青禾县柳河街道柳河社区{round}幢"),
        phone: "13900000001".to_owned(),
        ..PartyBlock::default()
    };
    PaperData {
        matter: Matter {
            code: format!("33099926{round:08}"),
            code_grouped: format!("330999-26-{round:08}"),
            narrative: format!("第{round}件：家中客厅顶棚渗水，双方为维修费用多次争吵。").repeat(4),
            claims: vec!["请求修复防水层".to_owned(), format!("请求赔偿{round}元")],
            ..Matter::default()
        },
        committee: Committee { name: "柳河社区人民调解委员会".to_owned(), ..Committee::default() },
        parties: vec![
            party("applicant", "申请人", format!("赵国强{round}")),
            party("respondent", "被申请人", format!("李建军{round}")),
        ],
        ..PaperData::default()
    }
}

fn main() {
    let began = Instant::now();
    let fonts = Fonts::load(&[]);
    if let Err(missing) = fonts.check() {
        eprintln!("{missing}");
        std::process::exit(1);
    }
    println!("fonts found in {:?}", began.elapsed());
    for form in FORMS {
        let mut times: Vec<Duration> = Vec::new();
        let mut pages = 0;
        for round in 0..60 {
            let began = Instant::now();
            match render(form, &data(round), &fonts) {
                Ok(pdf) => pages = pdf.pages,
                Err(error) => return eprintln!("{error}"),
            }
            times.push(began.elapsed());
        }
        let first = times[0];
        let warm = &mut times[10..];
        warm.sort();
        println!(
            "{:4} {pages} pages: first {first:?}, warm best {:?}, p50 {:?}, p95 {:?}",
            form.code,
            warm[0],
            warm[warm.len() / 2],
            warm[warm.len() * 95 / 100]
        );
    }
}
