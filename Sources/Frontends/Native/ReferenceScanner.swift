import Diagnostics
import Expressions
import Pipelines

/// Finds the names in a text whose expressions have been parsed before.
///
/// Since the text is known to be right, words, texts in quotes and dots are all that need be told apart.
struct ReferenceScanner {
    private let scalars: [Unicode.Scalar]
    private let map: SourceMap
    private let site: Reference.Site
    private var index = 0
    private var found: [Reference] = []

    /// The names in a text with `${{ }}`.
    static func references(in text: Placed<Template>, at site: Reference.Site) -> [Reference] {
        var scanner = ReferenceScanner(text.value.source, text.map, site)
        while scanner.skip(to: "${{") { scanner.scanExpression() }
        return scanner.found
    }

    /// The names in a condition, which needs no `${{ }}`.
    static func references(in condition: Placed<Condition>, at site: Reference.Site) -> [Reference]
    {
        var scanner = ReferenceScanner(condition.value.source, condition.map, site)
        guard !scanner.skip(to: "${{") else {
            repeat { scanner.scanExpression() } while scanner.skip(to: "${{")
            return scanner.found
        }
        scanner.index = 0
        scanner.scanExpression()
        return scanner.found
    }

    private init(_ text: String, _ map: SourceMap, _ site: Reference.Site) {
        scalars = Array(text.unicodeScalars)
        self.map = map
        self.site = site
    }

    /// Goes behind the next occurrence of a mark; to the end where there is none.
    private mutating func skip(to mark: String) -> Bool {
        let mark = Array(mark.unicodeScalars)
        while index < scalars.count {
            if scalars[index...].starts(with: mark) {
                index += mark.count
                return true
            }
            index += 1
        }
        return false
    }

    private mutating func scanExpression() {
        while let scalar = current {
            if scalar == "}", scalars[index...].starts(with: "}}".unicodeScalars) { return }
            if scalar == "'" {
                _ = readText()
            } else if Self.beginsWord(scalar) {
                scanReference()
            } else if Self.isDigit(scalar) {
                skipNumber()
            } else {
                index += 1
            }
        }
    }

    private mutating func scanReference() {
        let start = index
        let context = readWord().lowercased()
        var path: [String] = []
        while let name = readMember() { path.append(name) }
        guard NativePlace.allContexts.contains(context) else { return }
        let range = SourceRange(map.position(at: start), to: map.position(at: index))
        found.append(Reference(context: context, path: path, range: range, site: site))
    }

    /// The name behind `.`, or in `['…']`; nil, going nowhere, for anything else.
    private mutating func readMember() -> String? {
        let start = index
        skipSpace()
        if current == "." {
            index += 1
            skipSpace()
            if let scalar = current, Self.beginsWord(scalar) { return readWord() }
        } else if current == "[" {
            index += 1
            skipSpace()
            if current == "'" {
                let name = readText()
                skipSpace()
                if current == "]" {
                    index += 1
                    return name
                }
            }
        }
        index = start
        return nil
    }

    // MARK: Words

    private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func skipSpace() {
        while let scalar = current, scalar.properties.isWhitespace { index += 1 }
    }

    private mutating func readWord() -> String {
        let start = index
        while let scalar = current, Self.beginsWord(scalar) || Self.isDigit(scalar) || scalar == "-"
        {
            index += 1
        }
        return String(String.UnicodeScalarView(scalars[start..<index]))
    }

    /// A number may hold letters: `0x1F`, `1e3`.
    private mutating func skipNumber() {
        while let scalar = current, Self.beginsWord(scalar) || Self.isDigit(scalar) || scalar == "."
        {
            index += 1
        }
    }

    /// A text in quotes, in which two quotes stand for one.
    private mutating func readText() -> String {
        var text = String.UnicodeScalarView()
        index += 1
        while let scalar = current {
            index += 1
            if scalar == "'" {
                guard current == "'" else { break }
                index += 1
            }
            text.append(scalar)
        }
        return String(text)
    }

    private static func beginsWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(scalar)
    }
}
