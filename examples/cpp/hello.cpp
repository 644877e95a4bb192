// The smallest use of LuaVm from C++: evaluate, read a value, read what was printed.
//
//   c++ -std=c++17 hello.cpp -o hello $(pkg-config --cflags --libs luavm) && ./hello
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string_view>

#include <luavm.h>

// The C API says who frees what; these two make the compiler remember it.
struct Vm {
  luavm_vm handle = 0;

  Vm() {
    if (auto status = vm_new(nullptr, &handle, nullptr); status != LUAVM_OK)
      throw std::runtime_error(luavm_status_name(status));
  }
  ~Vm() { vm_free(handle); }
  Vm(const Vm &) = delete;
  Vm &operator=(const Vm &) = delete;
};

struct ResultFree {
  void operator()(luavm_result *result) const { vm_result_free(result); }
};
using Result = std::unique_ptr<luavm_result, ResultFree>;

// Runs a source. A script's failure is a C++ exception with its message.
static Result eval(const Vm &vm, std::string_view source) {
  luavm_result *raw;
  luavm_status status = vm_eval(vm.handle, source.data(), source.size(), nullptr, &raw);
  Result result(raw);
  if (status != LUAVM_OK)
    throw std::runtime_error(result ? result->message.data : luavm_status_name(status));
  return result;
}

int main() try {
  Vm vm;

  // What the script returned. Look at the type before the value.
  Result sum = eval(vm, "return 1 + 1");
  if (sum->value_count == 1 && sum->values[0].type == LUAVM_INTEGER)
    std::cout << sum->values[0].as.integer << '\n';

  // What it printed never reaches stdout by itself; it comes with the result.
  Result greeting = eval(vm, "print(\"hello from Lua\")");
  std::cout << std::string_view(greeting->output.data, greeting->output.length);
} catch (const std::exception &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
