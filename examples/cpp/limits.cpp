// Four scripts, three of them greedy. Each limit stops its script with a status of
// its own, and the same VM goes on to run the next one.
//
//   c++ -std=c++17 limits.cpp -o limits $(pkg-config --cflags --libs luavm) && ./limits
#include <iostream>
#include <stdexcept>
#include <string_view>

#include <luavm.h>

// Owns one VM and ends it on every way out of its scope.
class Vm {
 public:
  explicit Vm(const luavm_vm_options &options) {
    if (auto status = vm_new(&options, &handle_, nullptr); status != LUAVM_OK)
      throw std::runtime_error(luavm_status_name(status));
  }
  ~Vm() { vm_free(handle_); }
  Vm(const Vm &) = delete;
  Vm &operator=(const Vm &) = delete;

  // The status says which limit it was. We need no more, so we ask for no result.
  luavm_status run(std::string_view source, const luavm_eval_options &options) const {
    return vm_eval(handle_, source.data(), source.size(), &options, nullptr);
  }

 private:
  luavm_vm handle_ = 0;
};

static void show(const Vm &vm, std::string_view source,
                 const luavm_eval_options &options) {
  std::cout << luavm_status_name(vm.run(source, options)) << ": " << source << '\n';
}

int main() try {
  // Every option struct starts with its own size; what is left 0 has its default.
  luavm_vm_options vm_options{};
  vm_options.struct_size = sizeof vm_options;
  vm_options.memory_bytes = 8 * 1024 * 1024;  // memory is a limit of the VM
  Vm vm(vm_options);

  // Time and fuel may be set for the VM, or as here for one call.
  luavm_eval_options plain{};
  plain.struct_size = sizeof plain;
  luavm_eval_options time = plain, fuel = plain;
  time.wall_ms = 100;
  fuel.fuel = 1'000'000;

  show(vm, "while true do end", time);
  show(vm, R"(local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end)", plain);
  show(vm, "for i = 1, 1e9 do end", fuel);
  show(vm, "return 'still here'", plain);
} catch (const std::exception &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
