//! What somebody held in their hand, from what their browser says of itself, and no more than helps to recognise it.

/// `Android 13, Chrome 120`: system and browser with their first numbers. Empty where neither is known; never the whole text,
/// which tells one telephone from all others.
pub fn device(user_agent: &str) -> String {
    let ua: String = user_agent.chars().filter(|c| c.is_ascii() && !c.is_ascii_control()).take(600).collect();
    // The first that fits: browsers name the ones they descend from.
    const SYSTEMS: &[(&str, &str)] = &[
        ("HarmonyOS ", "HarmonyOS"),
        ("OpenHarmony ", "OpenHarmony"),
        ("Android ", "Android"),
        ("iPhone OS ", "iOS"),
        ("CPU OS ", "iPadOS"),
        ("Windows NT ", "Windows"),
        ("Mac OS X ", "macOS"),
        ("Linux", "Linux"),
    ];
    const BROWSERS: &[(&str, &str)] = &[
        ("MicroMessenger/", "WeChat"),
        ("AlipayClient/", "Alipay"),
        ("UCBrowser/", "UC"),
        ("MQQBrowser/", "QQ"),
        ("HuaweiBrowser/", "Huawei"),
        ("MiuiBrowser/", "Xiaomi"),
        ("Edg/", "Edge"),
        ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Firefox/", "Firefox"),
        ("Version/", "Safari"),
    ];
    let named = |table: &[(&str, &str)]| {
        table.iter().find_map(|(mark, name)| {
            let rest = ua.split(mark).nth(1)?;
            let number: String = rest.chars().take_while(char::is_ascii_digit).take(4).collect();
            Some(if number.is_empty() { (*name).to_owned() } else { format!("{name} {number}") })
        })
    };
    [named(SYSTEMS), named(BROWSERS)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
