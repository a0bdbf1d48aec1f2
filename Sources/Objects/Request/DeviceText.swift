import Glibc
package import OCI

/// Reads `--device`.
package enum DeviceText {
    /// A device of the host: `PATH[:PATH-INSIDE[:rwm]]`.
    ///
    /// - Returns: The device as the container gets it.
    /// - Throws: `ObjectError` for what is no device of the host.
    package static func device(_ text: String) throws(ObjectError) -> LinuxDevice {
        let parts = text.split(separator: ":").map(String.init)
        guard let source = parts.first, parts.count <= 3, source.hasPrefix("/") else {
            throw ObjectError("--device \(text): expected PATH[:PATH-INSIDE[:rwm]]")
        }
        if parts.count == 3, parts[2] != "rwm" {
            throw ObjectError("--device \(text): only the permissions rwm are supported")
        }
        var status = stat()
        guard stat(source, &status) == 0 else {
            throw ObjectError("--device \(text): \(source) is not there")
        }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFCHR || kind == S_IFBLK else {
            throw ObjectError("--device \(text): \(source) is no device")
        }
        let number = UInt64(status.st_rdev)
        return LinuxDevice(
            type: kind == S_IFCHR ? "c" : "b",
            path: parts.count > 1 ? parts[1] : source,
            major: Int64((number >> 8) & 0xFFF | (number >> 32) & ~0xFFF),
            minor: Int64(number & 0xFF | (number >> 12) & ~0xFF),
            fileMode: UInt32(status.st_mode & 0o777)
        )
    }
}
