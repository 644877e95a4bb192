// A VM that somebody else owns: all that can be done with one, but to end it.
#ifndef LUAVM_VM_VIEW_HPP
#define LUAVM_VM_VIEW_HPP

#include <cstdint>
#include <string_view>
#include <utility>

#include <luavm/bind.hpp>
#include <luavm/call.hpp>
#include <luavm/convert.hpp>
#include <luavm/options.hpp>
#include <luavm/outcome.hpp>
#include <luavm/reference.hpp>
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

/// A VM by its handle. Copies freely; host functions get it from call::vm(). One thread
/// at a time: a second one gets `busy` at once; interrupt() and memory() may be called
/// at any moment. Calls on a VM that is gone fail with `handle`.
class vm_view {
 public:
  constexpr explicit vm_view(luavm_vm handle = 0) noexcept : handle_(handle) {}

  /// The handle for luavm.h; 0 when empty.
  constexpr luavm_vm handle() const noexcept { return handle_; }
  constexpr explicit operator bool() const noexcept { return handle_ != 0; }

  /// Compiles and runs a Lua text. The result says how it went; the status may be any
  /// that vm_eval of luavm.h lists. After every one but handle, closed and forked the
  /// VM still answers. Borrows source and options during the call.
  [[nodiscard]] result try_eval(std::string_view source,
                                const eval_options &options = {}) noexcept {
    return detail::complete(handle_, options, [&](auto *native, auto **raw) {
      return vm_eval(handle_, source.data(), source.size(), native, raw);
    });
  }

  /// Compiles a Lua text once, for many calls; `...` in it are their arguments.
  outcome<function> try_load(std::string_view source,
                             const eval_options &options = {}) noexcept {
    luavm_ref made = 0;
    result loaded = detail::complete(handle_, options, [&](auto *native, auto **raw) {
      return vm_load(handle_, source.data(), source.size(), native, &made, raw);
    });
    return {failure(std::move(loaded)),
            function(reference(handle_, made, type::function))};
  }

  /// Calls a function, or the global of a dotted path, with these arguments.
  template <class... Args>
  [[nodiscard]] result try_call(const reference &function, const Args &...args) {
    return detail::make_call(handle_, function.native(), {}, args...);
  }
  template <class... Args>
  [[nodiscard]] result try_call(std::string_view path, const Args &...args) {
    return try_call_with({}, path, args...);
  }
  template <class... Args>
  [[nodiscard]] result try_call_with(const eval_options &options,
                                     const reference &function, const Args &...args) {
    return detail::make_call(handle_, function.native(), options, args...);
  }
  template <class... Args>
  [[nodiscard]] result try_call_with(const eval_options &options, std::string_view path,
                                     const Args &...args) {
    encoding room;
    return detail::make_call(handle_, room.text(path), options, args...);
  }

  /// Goes on with a run that ended as pending, with the results of its host function;
  /// or as yielded, with none. Options: flags and slice_fuel from here on.
  template <class... Args>
  [[nodiscard]] result try_resume(const Args &...args) {
    return resume_as(LUAVM_OK, {}, args...);
  }
  template <class... Args>
  [[nodiscard]] result try_resume_with(const eval_options &options,
                                       const Args &...args) {
    return resume_as(LUAVM_OK, options, args...);
  }
  /// The same, and the host function raises this error.
  template <class Error>
  [[nodiscard]] result try_resume_error(const Error &error,
                                        const eval_options &options = {}) {
    return resume_as(LUAVM_RUNTIME, options, error);
  }
  /// Ends a run that waits, as `cancelled`.
  [[nodiscard]] result try_resume_cancelled() noexcept {
    return resume_as(LUAVM_CANCELLED, {});
  }

  /// Reads a global, or a field below one: "limits.cpu". Nil where there is none.
  [[nodiscard]] result try_get(std::string_view path,
                               const eval_options &options = {}) noexcept {
    return detail::complete(handle_, options, [&](auto *native, auto **raw) {
      return vm_get(handle_, path.data(), path.size(), native, raw);
    });
  }

  /// Writes one; tables on the way are made. read_only: scripts cannot write to the
  /// table, nor to any table in it.
  template <class T>
  [[nodiscard]] result try_set(std::string_view path, const T &value,
                               bool read_only = false) {
    const detail::argument_row<T> row(value);
    if (!row.ok()) return row.refusal();
    luavm_result *raw = nullptr;
    const luavm_status status = vm_set(handle_, path.data(), path.size(), row.data(),
                                       read_only ? LUAVM_SET_READ_ONLY : 0, &raw);
    return result(raw, status);
  }

  /// Puts a function where every script of the VM finds it, also after a reset; see
  /// bind.hpp for what it may take and return. It is destroyed with the VM, or when
  /// another takes its place.
  template <class F>
  outcome<void> try_on(std::string_view path, F &&body) {
    luavm_buffer *message = nullptr;
    const luavm_status status = detail::add_function(
        path, std::forward<F>(body), [&](const luavm_function *definition) {
          return vm_register(handle_, definition, &message);
        });
    return outcome<void>(status, message);
  }

  /// Makes a function that is in no table yet: an argument, a field.
  template <class F>
  outcome<function> try_make_function(std::string_view name, F &&body) {
    luavm_ref made = 0;
    luavm_buffer *message = nullptr;
    const luavm_status status = detail::add_function(
        name, std::forward<F>(body), [&](const luavm_function *definition) {
          return vm_function(handle_, definition, &made, &message);
        });
    return {failure(status, message),
            function(reference(handle_, made, type::function))};
  }

  /// Makes a reference to a value: a table of the host's becomes one of the VM's.
  template <class T>
  outcome<reference> try_keep(const T &value) {
    const detail::argument_row<T> row(value);
    luavm_ref kept = 0;
    luavm_buffer *message = nullptr;
    const luavm_status status = row.ok()
                                    ? vm_keep(handle_, row.data(), &kept, &message)
                                    : static_cast<luavm_status>(row.refusal().status());
    return {failure(status, message),
            reference(handle_, kept, static_cast<type>(row.data()->type))};
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

#if LUAVM_CPP_EXCEPTIONS
  /// The same as the above; these throw the error of the status, with traceback, output
  /// and usage, or the very exception that a host function threw.
  result eval(std::string_view source, const eval_options &options = {}) {
    return check(try_eval(source, options));
  }
  function load(std::string_view source, const eval_options &options = {}) {
    return try_load(source, options).value();
  }
  template <class Function, class... Args>
  result call(const Function &function, const Args &...args) {
    return check(try_call(function, args...));
  }
  template <class Function, class... Args>
  result call_with(const eval_options &options, const Function &function,
                   const Args &...args) {
    return check(try_call_with(options, function, args...));
  }
  template <class... Args>
  result resume(const Args &...args) {
    return check(try_resume(args...));
  }
  template <class... Args>
  result resume_with(const eval_options &options, const Args &...args) {
    return check(try_resume_with(options, args...));
  }
  template <class Error>
  result resume_error(const Error &error, const eval_options &options = {}) {
    return check(try_resume_error(error, options));
  }
  /// The global as a T: a number, a std::vector, a luavm::function...
  template <class T>
  T get(std::string_view path) {
    return check(try_get(path, detail::options_for<T>())).template as<T>();
  }
  template <class T>
  void set(std::string_view path, const T &value, bool read_only = false) {
    check(try_set(path, value, read_only));
  }
  template <class F>
  void on(std::string_view path, F &&body) {
    try_on(path, std::forward<F>(body)).check();
  }
  template <class F>
  function make_function(std::string_view name, F &&body) {
    return try_make_function(name, std::forward<F>(body)).value();
  }
  template <class T>
  reference keep(const T &value) {
    return try_keep(value).value();
  }
  void reset() {
    check(try_reset());
  }
  std::int64_t gc(gc_operation operation = gc_operation::collect,
                  std::int64_t argument = 0) {
    return try_gc(operation, argument).value();
  }
  memory_usage memory() const {
    return try_memory().value();
  }
#endif

 protected:
  luavm_vm handle_;

 private:
  template <class... Args>
  result resume_as(luavm_status how, const eval_options &options, const Args &...args) {
    const detail::argument_row<Args...> row(args...);
    if (!row.ok()) return row.refusal();
    return detail::complete(handle_, options, [&](auto *native, auto **raw) {
      return vm_resume(handle_, how, row.data(), row.size(), native, raw);
    });
  }
};

inline vm_view call::vm() const noexcept {
  return vm_view(raw_->vm);
}

}  // namespace luavm

#endif  // LUAVM_VM_VIEW_HPP
