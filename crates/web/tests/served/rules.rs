//! Rules: looked at, tried on past months, set with a reason, by those who may.

use crate::client::Visitor;

/// A rule with a threshold that may be lowered to its least, from its list.
fn tunable(visitor: &Visitor) -> (String, String, String) {
    let list = visitor.get("/rules").text();
    let ids = list.split("href=\"/rules/").skip(1).filter_map(|l| l.split('"').next());
    for id in ids {
        let page = visitor.get(&format!("/rules/{id}")).text();
        let Some(field) = page.split("name=\"t-").nth(1) else { continue };
        let name = field.split('"').next().unwrap().to_owned();
        let least = field.split("min=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        // One that would be looser than the law is refused, above the form.
        let tried = visitor.get(&format!("/rules/{id}/trial?year=2024&t-{name}={least}"));
        match tried.status {
            200 => return (id.to_owned(), name, least),
            status => assert_eq!((status, tried.text().contains("role=\"alert\"")), (422, true)),
        }
    }
    panic!("no rule has a threshold");
}

#[test]
fn a_rule_is_tried_and_set_with_a_reason() {
    let [finance, clerk] = ["finance", "clerk"].map(Visitor::log_in);
    let list = clerk.get("/rules").text();
    assert!(list.matches("href=\"/rules/").count() >= 101);
    let (id, name, least) = tunable(&finance);
    let tried = finance.get(&format!("/rules/{id}/trial?year=2024&t-{name}={least}"));
    assert_eq!(tried.status, 200, "{}", tried.text());
    assert!(tried.text().contains("2024-01-31") && tried.text().contains("2024-12-31"));
    let at = format!("/rules/{id}");
    assert_eq!(finance.post(&at, &format!("do=threshold&t-{name}={least}")).status, 400);
    let fields = format!("do=threshold&t-{name}={least}&reason=trial");
    assert_eq!(clerk.post(&at, &fields).status, 403);
    assert_eq!(clerk.get(&format!("{at}/trial")).status, 403);
    let set = finance.post(&at, &fields);
    assert_eq!(set.status, 303, "{}", set.text());
    let page = finance.get(&at).text();
    assert!(page.contains(&format!("{name} = ")) && page.contains("trial"));
    let wrong = finance.post(&at, &format!("do=threshold&t-{name}=1e99&reason=x"));
    assert!((400..500).contains(&wrong.status), "{}", wrong.status);
    assert_eq!(finance.get("/rules/W999").status, 404);
}

#[test]
fn the_rules_are_run_from_their_page_by_who_may() {
    let finance = Visitor::log_in("finance");
    let page = finance.get("/rules/run");
    assert_eq!(page.status, 200);
    assert_eq!(Visitor::log_in("clerk").post("/rules/run", "").status, 403);
    assert_eq!(finance.post("/rules/run", "year=soon").status, 400);
    // A day to come is refused, and the page says so.
    assert_eq!(finance.post("/rules/run", "year=2024&day=2999-01-01").status, 303);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let over = || loop {
        let text = finance.get("/rules/run").text();
        if !text.contains("data-renew") {
            break text;
        }
        assert!(std::time::Instant::now() < until);
        std::thread::sleep(std::time::Duration::from_millis(100));
    };
    assert!(over().contains("晚于今天"));
    assert_eq!(finance.post("/rules/run", "year=2024&day=2024-10-31").status, 303);
    let text = over();
    assert!(text.contains("截至 2024-10-31") && text.contains("评估规则"), "{text}");
    let log = Visitor::log_in("auditor").get("/log?action=warn.run").text();
    assert!(log.contains("运行预警规则"));
}
