/// An element whose end tag has not come yet.
struct OpenElement {
    /// Which element it is.
    let tag: JUnitElement
    /// Where its tag stands.
    let offset: Int
    /// The suite of the cases directly inside; nil beside all suites.
    var suite: Int?
    /// The counts that cases directly inside add to.
    var scope: Int
    /// What it holds; nil where that means nothing.
    var text: CollectedText?
    /// Whether its text is output of the innermost case and goes there piece by piece.
    var feedsCase = false
    /// What it says went wrong.
    var problem: TestProblem?
    /// The outputs of the attempt that it tells of.
    var output = ""
    var errorOutput = ""
    /// The property it gives; its value may yet come as text.
    var property: TestProperty?
}
