// A VM: scripts run in it, one thread at a time, under its limits.
#ifndef LUAVM_VM_HPP
#define LUAVM_VM_HPP

#include <string_view>
#include <utility>

#include <luavm/bind.hpp>
#include <luavm/options.hpp>
#include <luavm/outcome.hpp>
#include <luavm/status.hpp>
#include <luavm/vm_view.hpp>

namespace luavm {

/// Owns a VM and ends it in its destructor; moves. A moved-from vm is empty: calls
/// on it fail with `handle`.
///
/// Threads. One at a time: a second one gets `busy` at once. interrupt(),
/// try_memory() and memory() may be called at any moment, while no thread moves or
/// destroys this object; where that cannot be known, keep a vm_view: calls on a VM
/// that is gone are refused.
class vm : public vm_view {
 public:
  ~vm() { vm_free(handle_); }

  vm(vm &&other) noexcept : vm_view(other.release()) {}
  vm &operator=(vm &&other) noexcept {
    vm taken(std::move(other));
    swap(taken);
    return *this;
  }
  void swap(vm &other) noexcept { std::swap(handle_, other.handle_); }

  /// Takes over a handle of vm_new; 0 makes an empty vm.
  static vm adopt(luavm_vm handle) noexcept { return vm(handle, adopted()); }

  /// Makes a VM. Fails with argument, handle (no such template), quota (VM count,
  /// process memory), memory (the system has none), unsupported (profile), forked; the
  /// vm is empty then.
  static outcome<vm> try_make(const vm_options &options = {}) noexcept {
    const luavm_vm_options native = options.native();
    luavm_vm handle = 0;
    luavm_buffer *message = nullptr;
    const luavm_status status = vm_new(&native, &handle, &message);
    return {failure(status, message), adopt(handle)};
  }

#if LUAVM_CPP_EXCEPTIONS
  /// try_make; throws the error of its status.
  explicit vm(const vm_options &options = {}) : vm(try_make(options).value()) {}
#endif

  /// Ends the VM now; this is empty then. An eval of another thread ends with
  /// `closed`. Gives ok (also when empty); handle; forked.
  luavm::status close() noexcept {
    return static_cast<luavm::status>(vm_free(release()));
  }

  /// Gives the handle away: end it with vm_free. This is empty then.
  luavm_vm release() noexcept {
    return std::exchange(handle_, 0);
  }

 private:
  // Told apart from options by a tag: a handle is a number like any other.
  struct adopted {};
  constexpr vm(luavm_vm handle, adopted) noexcept : vm_view(handle) {}
};

/// Host functions that many VMs begin with: register them once, make VMs with
/// `options.host = templ.handle()`. Owns a template; moves. VMs made of it stay as they
/// are without it. Any thread.
class vm_template {
 public:
  ~vm_template() { template_free(handle_); }

  vm_template(vm_template &&other) noexcept
      : handle_(std::exchange(other.handle_, 0)) {}
  vm_template &operator=(vm_template &&other) noexcept {
    vm_template taken(std::move(other));
    std::swap(handle_, taken.handle_);
    return *this;
  }

  /// Makes one without functions. Fails as template_new does.
  static outcome<vm_template> try_make() noexcept {
    luavm_template handle = 0;
    luavm_buffer *message = nullptr;
    const luavm_status status = template_new(&handle, &message);
    return {failure(status, message), vm_template(handle, adopted())};
  }

  /// Adds a function to the VMs made from now on, which share it, on all of their
  /// threads; as vm::try_on. Fails as template_register does.
  template <class F>
  outcome<void> try_on(std::string_view path, F &&body) {
    luavm_buffer *message = nullptr;
    const luavm_status status = detail::add_function(
        path, std::forward<F>(body), [&](const luavm_function *definition) {
          return template_register(handle_, definition, &message);
        });
    return outcome<void>(status, message);
  }

#if LUAVM_CPP_EXCEPTIONS
  /// The same; these throw the error of the status.
  vm_template() : vm_template(try_make().value()) {}
  template <class F>
  void on(std::string_view path, F &&body) {
    try_on(path, std::forward<F>(body)).check();
  }
#endif

  /// The handle for vm_options::host and luavm.h, still this one's; 0 when empty.
  luavm_template handle() const noexcept {
    return handle_;
  }

 private:
  struct adopted {};
  constexpr vm_template(luavm_template handle, adopted) noexcept : handle_(handle) {}

  luavm_template handle_;
};

}  // namespace luavm

#endif  // LUAVM_VM_HPP
