import Foundation
import Glibc
import HostSystem
import SystemPackage
import Testing

@Suite struct `A locked file` {
    private let path = FilePath(NSTemporaryDirectory()).appending("locked-\(UUID().uuidString)")

    private func open() throws -> OpenFile { try OpenFile(opening: path, O_RDWR | O_CREAT) }

    private func isFree(shared: Bool = false) throws -> Bool {
        try LockedFile.taken(try open(), shared: shared, to: "lock a file") != nil
    }

    @Test func `is one owner's, or shared by those who share`() throws {
        defer { unlink(path.string) }
        do {
            let lock = try LockedFile(try open(), to: "lock a file")
            #expect(try !isFree() && !isFree(shared: true))
            withExtendedLifetime(lock.file.descriptor) {}
        }
        let lock = try LockedFile(try open(), shared: true, to: "lock a file")
        #expect(try !isFree() && isFree(shared: true))
        withExtendedLifetime(lock.file.descriptor) {}
    }

    /// A process that is being started has such a copy until it runs its program.
    @Test func `is free with its owner, whoever has a copy of the descriptor`() throws {
        defer { unlink(path.string) }
        let file = try open()
        let copy = try file.duplicate()
        do {
            let lock = try LockedFile(file, to: "lock a file")
            #expect(try !isFree())
            withExtendedLifetime(lock.file.descriptor) {}
        }
        #expect(try isFree())
        withExtendedLifetime(copy.descriptor) {}
    }
}
