import Git

/// What a commit changes, as `git diff --stat` shows it.
enum DiffStatText {
    /// How wide the widest bar is, in characters.
    private static let barWidth = 40
    /// How many files are listed.
    private static let maximumFiles = 50

    /// A line a file, and the totals.
    static func text(_ change: DiffStat, _ style: OutputStyle) -> String {
        let shown = change.files.prefix(maximumFiles)
        let names = shown.map(name)
        let width = names.map(\.count).max() ?? 0
        let most = shown.map { $0.added + $0.removed }.max() ?? 0
        let digits = "\(most)".count
        var text = ""
        for (file, name) in zip(shown, names) {
            let count = file.isBinary ? "Bin" : "\(file.added + file.removed)"
            let blanks = String(repeating: " ", count: max(0, digits - count.count))
            text += " \(name.padded(width)) | \(blanks)\(count) \(bar(file, most, style))\n"
        }
        if change.files.count > shown.count {
            text += " and \(change.files.count - shown.count) further files\n"
        }
        return text + totals(change) + "\n"
    }

    private static func name(_ file: DiffStat.File) -> String {
        let mark =
            switch file.change {
            case .added: " (new)"
            case .deleted: " (gone)"
            case .modified, .renamed: ""
            }
        let path = TerminalText.visible(file.path, color: false)
        let old = file.oldPath.map { "\(TerminalText.visible($0, color: false)) => " } ?? ""
        return old + path + mark
    }

    private static func bar(_ file: DiffStat.File, _ most: Int, _ style: OutputStyle) -> String {
        func length(_ count: Int) -> Int {
            most <= barWidth || count == 0 ? count : max(1, count * barWidth / most)
        }
        return style.green(String(repeating: "+", count: length(file.added)))
            + style.red(String(repeating: "-", count: length(file.removed)))
    }

    private static func totals(_ change: DiffStat) -> String {
        let files = change.files.count
        return
            " \(files) file\(files == 1 ? "" : "s") changed, \(change.added) insertions(+), \(change.removed) deletions(-)"
    }
}
