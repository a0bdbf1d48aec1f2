import CSandbox

/// A program as one block of memory, laid out for the C child; `struct csandbox_program`.
///
/// Pointers in it are offsets from its beginning, so that it can be relocated here or travel in a file to a stage.
struct ProgramImage {
    private(set) var bytes: [UInt8]
    private let operationsStart = MemoryLayout<csandbox_program>.stride

    /// Lays a program out.
    init(_ steps: [SandboxProgram.Step]) {
        let count = steps.count
        bytes = [UInt8](
            repeating: 0,
            count: operationsStart + count * MemoryLayout<csandbox_op>.stride
        )
        for (index, step) in steps.enumerated() {
            let operation = step.lowered(into: &self)
            store(operation, at: operationsStart + index * MemoryLayout<csandbox_op>.stride)
        }
        let header = csandbox_program(
            count: UInt64(count),
            size: UInt64(bytes.count),
            format: csandbox_format(),
            unused: 0
        )
        store(header, at: 0)
    }

    /// Places bytes behind all others, aligned for any number; returns where.
    mutating func append(_ added: [UInt8]) -> UInt {
        while bytes.count % 16 != 0 { bytes.append(0) }
        let offset = bytes.count
        bytes.append(contentsOf: added)
        return UInt(offset)
    }

    /// Places a C string.
    mutating func string(_ text: String) -> UnsafePointer<CChar>? {
        UnsafePointer(bitPattern: append(text.utf8.filter { $0 != 0 } + [0]))
    }

    /// Places C strings and the list of where they are, ended by 0.
    mutating func list(_ texts: [String]) -> UnsafePointer<UnsafePointer<CChar>?>? {
        var offsets = texts.map { text in append(text.utf8.filter { $0 != 0 } + [0]) }
        offsets.append(0)
        return UnsafePointer(bitPattern: append(offsets.flatMap { Self.native($0) }))
    }

    /// Places numbers in this machine's order.
    mutating func numbers<Number: FixedWidthInteger & SendableMetatype>(_ numbers: [Number])
        -> UnsafeRawPointer?
    {
        UnsafeRawPointer(bitPattern: append(numbers.flatMap { Self.native($0) }))
    }

    /// Turns offsets into addresses and lends the operations out; the image is of no other use afterwards.
    mutating func withRelocated<Result>(
        _ body: (UnsafePointer<csandbox_op>, Int) -> Result
    ) -> Result {
        // Aligned as the operations are, which an array of bytes need not be.
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        defer { block.deallocate() }
        block.copyBytes(from: bytes)
        let program = block.baseAddress.map { $0.assumingMemoryBound(to: csandbox_program.self) }
        guard let program else { preconditionFailure("a program is never empty") }
        return body(csandbox_relocate(program), Int(program.pointee.count))
    }

    private static func native<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number) { Array($0) }
    }

    private mutating func store<Value>(_ value: Value, at offset: Int) {
        withUnsafeBytes(of: value) { source in
            bytes.withUnsafeMutableBytes { target in
                for index in source.indices { target[offset + index] = source[index] }
            }
        }
    }
}
