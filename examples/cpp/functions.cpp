// What goes between a host and its scripts: values, functions, objects, exceptions, and
// a Lua function that the host calls later.
//
//   c++ -std=c++17 functions.cpp -o functions $(pkg-config --cflags --libs luavm) &&
//   ./functions
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include <luavm.hpp>

class Player {
 public:
  explicit Player(std::string name) : name_(std::move(name)) {}
  const std::string &name() const { return name_; }
  std::int64_t points() const { return points_; }
  void award(std::int64_t points) { points_ += points; }

 private:
  std::string name_;
  std::int64_t points_ = 0;
};

struct NoSuchPlayer : std::runtime_error {
  explicit NoSuchPlayer(std::string_view name)
      : std::runtime_error("no such player: " + std::string(name)) {}
};

static std::int64_t price(std::string_view item) {
  if (item == "apple") return 20;
  if (item == "pear") return 22;
  throw std::invalid_argument("no such item: " + std::string(item));
}

int main() try {
  // What host functions refer to is declared before the VM, which holds them.
  luavm::function callback;
  luavm::object_class<Player> players;
  luavm::vm vm;

  // 1. Values in, and one out.
  vm.set("limits", luavm::table{{"rate", 2.5}, {"tags", luavm::list{"a", "b"}}});
  const double limit = vm.eval("return limits.rate * #limits.tags").as<double>();
  std::cout << "limits: " << std::fixed << std::setprecision(1) << limit << '\n';

  // 2. A function in a module. Its types say what scripts may pass.
  vm.on("shop.price", price);
  std::cout << "total: "
            << vm.eval("return shop.price('apple') + shop.price('pear')").as<int>()
            << '\n';

  // 3. An object: scripts see what is listed here, no more.
  players = luavm::class_<Player>("Player")
                .property("name", &Player::name)
                .property("points", &Player::points)
                .method("award", &Player::award)
                .define(vm);
  vm.on("find", [&players](std::string_view name) {
    if (name != "Ada") throw NoSuchPlayer(name);
    return players.make(std::string(name));
  });
  const luavm::result ada =
      vm.eval("local p = find('Ada') p:award(10) return p.name, p.points");
  std::cout << "player: " << ada[0].as<std::string_view>() << ", "
            << ada[1].as<std::int64_t>() << " points\n";

  // 4. An exception of a host function, caught by the script...
  std::cout << "caught in Lua: "
            << vm.eval("local ok, e = pcall(find, 'Bob') return tostring(e)")
                   .as<std::string>()
            << '\n';

  // 5. ... or by nobody: it comes through Lua as it is.
  try {
    vm.eval("find('Bob')");
  } catch (const NoSuchPlayer &e) {
    std::cout << "caught by host: " << e.what() << '\n';
  }

  // 6. A Lua function that outlasts its script.
  vm.on("on_square", [&callback](luavm::function f) { callback = std::move(f); });
  vm.eval("on_square(function(n) return n * n end)");
  std::cout << "callback: 3 squared is " << callback(3).as<int>() << '\n';
} catch (const std::exception &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
