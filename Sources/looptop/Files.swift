import Glibc

/// Why a file or folder could not be read: the system's own words.
struct FileError: Error, Hashable, CustomStringConvertible {
    var description: String

    init(errno: Int32) { description = String(cString: strerror(errno)) }
    init(_ description: String) { self.description = description }
}

/// What stands at a path.
enum FileKind: Hashable {
    case file, folder
    /// A device, a socket, a pipe.
    case special
}

/// What stands at a path, links followed; nil if nothing that can be looked at.
func fileKind(_ path: String) -> FileKind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .special
    }
}

/// Is it a symbolic link?
func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
}

/// The most bytes that are read of a file.
let largestFile = 4 << 30

/// All bytes of a file.
func readFile(_ path: String) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(errno: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = read(descriptor, &block, block.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw FileError(errno: errno) }
        if count == 0 { return bytes }
        bytes.append(contentsOf: block[..<count])
        if bytes.count > largestFile { throw FileError("it is larger than 4 GiB") }
    }
}

/// The names in a folder, sorted by their bytes.
func namesInFolder(_ path: String) throws(FileError) -> [String] {
    guard let folder = opendir(path) else { throw FileError(errno: errno) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// The path of something in a folder.
func path(_ folder: String, _ name: String) -> String { folder.hasSuffix("/") ? folder + name : folder + "/" + name }

/// The last part of a path.
func fileName(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
