/// A share from 0 to 1 in percent, as screens, reports and findings all write it: `98.7%`.
///
/// Rounded to the nearest tenth, with one exception: `0%` and `100%` are said only of none and of all, so a share just
/// above 0 is `<0.1%` and one just below 1 is `99.9%`.
package func percentText(_ share: Double) -> String {
    if !(share > 0) { return "0%" }
    if share >= 1 { return "100%" }
    let perMille = min(999, Int((share * 1_000).rounded()))
    return perMille == 0 ? "<0.1%" : "\(perMille / 10).\(perMille % 10)%"
}
