// A VM: scripts run in it, one thread at a time, under its limits.
#ifndef LUAVM_VM_HPP
#define LUAVM_VM_HPP

#include <cstdint>
#include <string_view>
#include <utility>

#include <luavm/convert.hpp>
#include <luavm/options.hpp>
#include <luavm/outcome.hpp>
#include <luavm/result.hpp>
#include <luavm/status.hpp>

namespace luavm {

/// A VM's memory counters: used_bytes, peak_bytes, limit_bytes, soft_bytes,
/// system_bytes, gc_count, refused_count. See luavm.h.
using memory_usage = luavm_memory;

/// What vm::gc does; `argument` of it is 0 except for a step.
enum class gc_operation : std::uint32_t {
  collect = LUAVM_GC_COLLECT,          ///< one full cycle; gives the bytes it freed
  step = LUAVM_GC_STEP,                ///< of `argument` KiB; 1 when it ended a cycle
  stop = LUAVM_GC_STOP,                ///< until restart
  restart = LUAVM_GC_RESTART,          ///< gives 0
  incremental = LUAVM_GC_INCREMENTAL,  ///< gives the mode before, one of these two
  generational = LUAVM_GC_GENERATIONAL
};

/// Owns a VM and ends it in its destructor; moves. A moved-from vm is empty: calls
/// on it fail with `handle`.
///
/// Threads. One at a time: a second one gets `busy` at once. interrupt(),
/// try_memory() and memory() may be called at any moment, while no thread moves or
/// destroys this object; where that cannot be known, keep handle() and use
/// vm_interrupt of luavm.h: it refuses the handle of a VM that is gone.
class vm {
 public:
  ~vm() { vm_free(handle_); }

  vm(vm &&other) noexcept : handle_(other.release()) {}
  vm &operator=(vm &&other) noexcept {
    vm taken(std::move(other));
    swap(taken);
    return *this;
  }
  void swap(vm &other) noexcept { std::swap(handle_, other.handle_); }

  /// Takes over a handle of vm_new; 0 makes an empty vm.
  static vm adopt(luavm_vm handle) noexcept { return vm(handle, adopted()); }

  /// Makes a VM. Fails with argument, quota (VM count, process memory), memory (the
  /// system has none), unsupported (profile), forked; the vm is empty then.
  static outcome<vm> try_make(const vm_options &options = {}) noexcept {
    const luavm_vm_options native = options.native();
    luavm_vm handle = 0;
    luavm_buffer *message = nullptr;
    const luavm_status status = vm_new(&native, &handle, &message);
    return {failure(status, message), adopt(handle)};
  }

  /// Compiles and runs a Lua text. The result says how it went; the status may be any
  /// that vm_eval of luavm.h lists. After every one but handle, closed and forked the
  /// VM still answers. Borrows source and options during the call.
  [[nodiscard]] result try_eval(std::string_view source,
                                const eval_options &options = {}) noexcept {
    const luavm_eval_options native = options.native();
    luavm_result *raw = nullptr;
    const luavm_status status =
        vm_eval(handle_, source.data(), source.size(), &native, &raw);
    return result(raw, status);
  }

  /// Throws away all that scripts have left and starts afresh with the options the
  /// VM was made with. Fails with handle, busy, closed, forked; after quota and memory
  /// the VM holds no state and answers closed until a reset succeeds.
  [[nodiscard]] luavm::status try_reset() noexcept {
    return static_cast<luavm::status>(vm_reset(handle_));
  }

  /// Stops what the VM is running, whatever the script does to prevent it: that eval
  /// ends with `cancelled`. Nothing happens if nothing runs. Any thread.
  /// Gives ok; handle; forked.
  luavm::status interrupt() const noexcept {
    return static_cast<luavm::status>(vm_interrupt(handle_));
  }

  /// Runs or steers the garbage collector; the figure is what gc_operation says.
  /// Fails with argument, handle, busy, closed, forked; in a trusted VM also with what
  /// stopped its finalizers.
  outcome<std::int64_t> try_gc(gc_operation operation = gc_operation::collect,
                               std::int64_t argument = 0) noexcept {
    std::int64_t figure = 0;
    const luavm_status status =
        vm_gc(handle_, static_cast<std::uint32_t>(operation), argument, &figure);
    return {failure(status), std::move(figure)};
  }

  /// Reads the memory counters, also while the VM runs. Any thread.
  /// Fails with handle, forked.
  outcome<memory_usage> try_memory() const noexcept {
    memory_usage counters{};
    counters.struct_size = sizeof counters;
    const luavm_status status = vm_mem_usage(handle_, &counters);
    return {failure(status), std::move(counters)};
  }

  /// Ends the VM now; this is empty then. An eval of another thread ends with
  /// `closed`. Gives ok (also when empty); handle; forked.
  luavm::status close() noexcept {
    return static_cast<luavm::status>(vm_free(release()));
  }

#if LUAVM_CPP_EXCEPTIONS
  /// try_make; throws the error of its status.
  explicit vm(const vm_options &options = {}) : vm(try_make(options).value()) {}

  /// try_eval; throws the error of its status, which holds traceback, output and
  /// usage.
  result eval(std::string_view source, const eval_options &options = {}) {
    return check(try_eval(source, options));
  }

  /// try_reset; throws the error of its status.
  void reset() {
    check(try_reset());
  }

  /// try_gc; throws the error of its status.
  std::int64_t gc(gc_operation operation = gc_operation::collect,
                  std::int64_t argument = 0) {
    return try_gc(operation, argument).value();
  }

  /// try_memory; throws the error of its status.
  memory_usage memory() const {
    return try_memory().value();
  }
#endif

  /// The handle for luavm.h, still this vm's; 0 when empty.
  constexpr luavm_vm handle() const noexcept {
    return handle_;
  }
  constexpr explicit operator bool() const noexcept {
    return handle_ != 0;
  }

  /// Gives the handle away: end it with vm_free. This is empty then.
  luavm_vm release() noexcept {
    return std::exchange(handle_, 0);
  }

 private:
  // Told apart from options by a tag: a handle is a number like any other.
  struct adopted {};
  constexpr vm(luavm_vm handle, adopted) noexcept : handle_(handle) {}

  luavm_vm handle_;
};

}  // namespace luavm

#endif  // LUAVM_VM_HPP
