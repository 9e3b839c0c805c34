//! Every operation of the document has a row that says who may and who may not: an endpoint without a row fails the
//! build (HOUSE invariant 6). A new endpoint costs one line in `authorization/`, in the file of its neighbours.

mod accounts;
mod county;
mod ground;
pub(crate) mod house;
mod matters;
mod outside;
mod own;
mod papers;
mod rows;

use axum::http::Method;
use bandeng_app::http::openapi::PUBLIC;

use house::{House, Row};

#[tokio::test]
async fn every_operation_says_who_may_call_it() {
    let house = House::new().await;
    let mut missing: Vec<&str> = Vec::new();
    for (id, (_, pattern)) in &house.operations {
        let rows: Vec<&Row> = house.rows.iter().filter(|row| row.operation == id).collect();
        match rows[..] {
            [] => missing.push(id),
            [row] => {
                let path = format!("/api/v1{}", row.path.split('?').next().unwrap_or_default());
                let parts = pattern.split('/').count() == path.split('/').count();
                let fits = pattern.split('/').zip(path.split('/')).all(|(a, b)| a == b || a.starts_with('{'));
                assert!(parts && fits, "{id}: {path} is no {pattern}");
            }
            _ => panic!("{id} has two rows"),
        }
    }
    assert!(missing.is_empty(), "operations without a row in the table of authorization.rs: {missing:?}");
    for row in &house.rows {
        assert!(house.operations.contains_key(row.operation), "{} is no operation any more", row.operation);
    }
}

#[tokio::test]
async fn a_stranger_is_told_to_sign_in_and_nothing_else() {
    let house = House::new().await;
    for row in &house.rows {
        let answer = house.call(row, None).await;
        let public = PUBLIC.contains(&row.operation);
        assert_eq!(answer.status == 401, !public, "{}: {} {:#}", row.operation, answer.status, answer.json);
        if !public {
            answer.refused(401, house.door(row));
        }
    }
    // A key opens what is for systems and nothing else, and a party's session what is for parties.
    for (who, door) in [("key:court", "key-needed"), ("party:1", "entry-needed")] {
        for row in house.rows.iter().filter(|row| house.door(row) != door && !PUBLIC.contains(&row.operation)) {
            house.call(row, Some(who)).await.refused(401, house.door(row));
        }
    }
    // A cookie that means nothing is no sign-in.
    house.app.with_cookie("made-up").get("/me").await.refused(401, "sign-in-needed");
}

#[tokio::test]
async fn whoever_may_not_is_refused_by_every_operation() {
    let house = House::new().await;
    for row in &house.rows {
        for login in row.may_not {
            let answer = house.call(row, Some(login)).await;
            let own_door = match house.door(row) {
                "key-needed" => login.starts_with("key:"),
                "entry-needed" => login.starts_with("party:"),
                _ => true,
            };
            assert!(
                if !own_door { answer.status == 401 } else { matches!(answer.status, 403 | 404) },
                "{} lets {login} pass: {} {:#}",
                row.operation,
                answer.status,
                answer.json
            );
        }
    }
}

#[tokio::test]
async fn whoever_may_is_not_refused() {
    let mut house = House::new().await;
    for n in 0..house.rows.len() {
        let row = &house.rows[n];
        // What is not there is told to those who may look for it.
        let looked_for = matches!(row.operation, "end_session" | "read_own_paper" | "share_paper");
        let answer = house.call(row, Some(row.may)).await;
        assert!(
            answer.status < 300 || answer.status == 409 || (looked_for && answer.status == 404),
            "{} refuses {}: {} {:#}",
            row.operation,
            row.may,
            answer.status,
            answer.json
        );
        if house.operations[row.operation].0 != Method::GET {
            let operation = row.operation;
            house = house.after(operation).await;
        }
    }
}
