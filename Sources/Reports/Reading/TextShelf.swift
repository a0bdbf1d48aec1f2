/// Puts the texts of cases away while a report is read: those that stand in the document as they are
/// stay there, the others go into blocks.
///
/// So a case costs little more than what makes it differ from the one before, and the memory of a
/// report is bounded by its document and 48 bytes a case.
struct TextShelf {
    private let bytes: [UInt8]
    private let document: TextStore
    private var block = TextStore(capacity: 0)
    /// The home of the case before, which most cases share, and those of others by their hash.
    private var lastHome = CaseHome.unknown
    private var homes: [CaseHome] = []
    /// Where homes were copied to, by their hash, while the document is let go.
    private var copies: [(old: CaseHome, new: CaseHome)] = []
    /// How many bytes of the document are held.
    private var heldBytes = 0

    /// The size of a block, in bytes; longer texts have one of their own.
    private static let blockBytes = 1 << 18
    /// How far behind its case a text is looked for, in bytes.
    private static let reach = 1_024
    /// How many homes are known at once.
    private static let homesMax = 1_024

    /// A shelf for the texts of a document.
    init(_ document: [UInt8]) {
        bytes = document
        self.document = TextStore(document)
    }

    /// A case with its texts put away.
    ///
    /// - Parameters:
    ///   - testCase: What was read.
    ///   - path: The suite it stands in.
    ///   - offset: Where it stands in the document.
    /// - Returns: The same case.
    mutating func keep(_ testCase: TestCase, in path: SuitePath, at offset: Int) -> TestCase {
        let home = home(path, testCase.home, at: offset)
        var place = offset
        return testCase.moved(to: home) { held($0, behind: offset, &place) }
    }

    /// Copies what is held of the document where that is less than half of it, so that the document
    /// is let go.
    mutating func settle(_ suites: inout [TestSuite]) {
        guard heldBytes < bytes.count / 2 else { return }
        copies = Array(repeating: (.unknown, .unknown), count: Self.homesMax)
        for suite in suites.indices {
            for index in suites[suite].cases.indices {
                let home = copied(suites[suite].cases[index].home)
                suites[suite].cases[index] = suites[suite].cases[index].moved(to: home) {
                    copied($0)
                }
            }
        }
        copies = []
    }

    private mutating func copied(_ home: CaseHome) -> CaseHome {
        let slot = Int(UInt(bitPattern: ObjectIdentifier(home).hashValue) % UInt(Self.homesMax))
        if copies[slot].old !== home {
            let file = home.file.map { copied($0) }
            copies[slot] = (home, CaseHome(home.suite, copied(home.classname), file))
        }
        return copies[slot].new
    }

    private mutating func copied(_ text: HeldText) -> HeldText {
        text.isHeld(by: document) ? gathered(text) : text
    }
}

// MARK: Homes

extension TextShelf {
    private mutating func home(_ path: SuitePath, _ told: CaseHome, at offset: Int) -> CaseHome {
        if Self.is(lastHome, path, told) { return lastHome }
        if homes.isEmpty { homes = Array(repeating: CaseHome.unknown, count: Self.homesMax) }
        var hasher = Hasher()
        hasher.combine(told.classname)
        hasher.combine(told.file)
        let slot = Int(UInt(bitPattern: hasher.finalize()) % UInt(Self.homesMax))
        if !Self.is(homes[slot], path, told) {
            var place = offset
            homes[slot] = CaseHome(
                path,
                held(told.classname, behind: offset, &place),
                told.file.map { held($0, behind: offset, &place) }
            )
        }
        lastHome = homes[slot]
        return lastHome
    }

    private static func `is`(_ home: CaseHome, _ path: SuitePath, _ told: CaseHome) -> Bool {
        home.classname == told.classname && home.file == told.file && home.suite == path
    }
}

// MARK: Texts

extension TextShelf {
    /// A text where it stands in the document, else in a block.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - offset: Where its case stands.
    ///   - place: Where the last text that was found ends; is moved.
    /// - Returns: The same text.
    private mutating func held(
        _ text: HeldText,
        behind offset: Int,
        _ place: inout Int
    ) -> HeldText {
        guard text.count > 0 else { return .empty }
        let start = text.withBytes { wanted in
            find(wanted, from: offset)
                ?? (place > offset ? find(wanted, from: max(place, offset + Self.reach)) : nil)
        }
        guard let start else { return gathered(text) }
        place = max(place, start + text.count)
        heldBytes += text.count
        return HeldText(document, start..<(start + text.count))
    }

    private mutating func gathered(_ text: HeldText) -> HeldText {
        guard text.count < Self.blockBytes / 8 else {
            return text.isHeld(by: document) ? HeldText(text.string) : text
        }
        return text.withBytes { bytes in
            if let start = block.append(bytes) {
                return HeldText(block, start..<(start + bytes.count))
            }
            block = TextStore(capacity: Self.blockBytes)
            let start = block.append(bytes) ?? 0
            return HeldText(block, start..<(start + bytes.count))
        }
    }

    /// Where a text begins within reach of a place.
    ///
    /// Of places that begin alike only a few are compared to their end, so that no document can make
    /// this slow.
    private func find(_ wanted: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            let last = min(start + Self.reach, bytes.count - wanted.count)
            var (index, tries) = (max(0, start), 8)
            let first = wanted[0]
            while index <= last, tries > 0 {
                guard bytes[index] == first else {
                    index += 1
                    continue
                }
                var same = 1
                while same < wanted.count, bytes[index + same] == wanted[same] { same += 1 }
                if same == wanted.count { return index }
                if same >= 16 { tries -= 1 }
                index += 1
            }
            return nil
        }
    }
}
