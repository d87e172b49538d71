@main
enum Looptop {
    static func main() {
        print("looptop")
    }
}
