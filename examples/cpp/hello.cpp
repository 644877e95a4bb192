// The smallest use of LuaVm from C++: evaluate, read a value, read what was printed.
//
//   c++ -std=c++17 hello.cpp -o hello $(pkg-config --cflags --libs luavm) && ./hello
#include <iostream>

#include <luavm.hpp>

int main() try {
  luavm::vm vm;

  // What the script returned, as the type we expect; another type is an exception,
  // and so is a script that fails.
  std::cout << vm.eval("return 1 + 1").as<int>() << '\n';

  // What it printed never reaches stdout by itself; it comes with the result, which
  // owns it: keep the result as long as the text is used.
  const luavm::result greeting = vm.eval("print(\"hello from Lua\")");
  std::cout << greeting.output();
} catch (const luavm::error &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
