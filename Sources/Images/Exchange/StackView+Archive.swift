extension StackView {
    /// Writes all files as a tar archive: the same files give the same bytes.
    ///
    /// - Parameter sink: Gets the bytes, in order.
    /// - Throws: `SystemError`, and what the sink throws.
    package borrowing func archive(to sink: @escaping TarWriter.Sink) throws {
        var archiver = TreeArchiver(TarWriter(sink))
        try archiver.addRoot(directory)
        try archiver.addContent(of: directory)
        try archiver.finish()
    }
}
