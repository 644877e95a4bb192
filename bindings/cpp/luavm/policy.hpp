// What VMs are allowed, from one JSON document: docs/policy.md.
#ifndef LUAVM_POLICY_HPP
#define LUAVM_POLICY_HPP

#include <string_view>
#include <utility>

#include <luavm/buffer.hpp>
#include <luavm/outcome.hpp>
#include <luavm/store.hpp>

namespace luavm {

/// Owns a policy; moves. Make VMs with `options.policy = policy.handle()`; they stay as
/// they are without it. Any thread.
class policy {
 public:
  policy() noexcept = default;
  ~policy() { policy_free(handle_); }

  policy(policy &&other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
  policy &operator=(policy &&other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }

  /// Reads a document. Fails as policy_new does; the message has line and column.
  /// name: shown in messages. folder: what relative paths in it start from.
  static outcome<policy> try_parse(std::string_view json, std::string_view name = {},
                                   std::string_view folder = {}) noexcept {
    luavm_policy_options options{};
    options.struct_size = sizeof options;
    options.json = json.data();
    options.json_length = json.size();
    options.name = name.data();
    options.name_length = name.size();
    options.folder = folder.data();
    options.folder_length = folder.size();
    policy made;
    luavm_buffer *message = nullptr;
    const luavm_status status = policy_new(&options, &made.handle_, &message);
    return {failure(status, message), std::move(made)};
  }

  /// Gives scripts a store of the host's as store.open(name), in VMs made from now on,
  /// which keep it open. Fails with argument, handle, forked.
  outcome<void> try_give(std::string_view name, const store &given) const noexcept {
    luavm_buffer *message = nullptr;
    const luavm_status status =
        policy_store(handle_, name.data(), name.size(), given.handle(), &message);
    return outcome<void>(status, message);
  }

  /// A document to begin with: "standard", "web"...; or "schema". Fails with argument,
  /// memory, forked.
  static outcome<buffer> try_show(std::string_view name) noexcept {
    luavm_buffer *json = nullptr;
    const luavm_status status = policy_show(name.data(), name.size(), &json);
    return {failure(status), buffer::adopt(json)};
  }

#if LUAVM_CPP_EXCEPTIONS
  /// The same; these throw the error of the status.
  explicit policy(std::string_view json, std::string_view name = {},
                  std::string_view folder = {})
      : policy(try_parse(json, name, folder).value()) {}
  void give(std::string_view name, const store &given) const {
    try_give(name, given).check();
  }
#endif

  /// The handle for vm_options::policy and luavm.h, still this one's; 0 when empty.
  luavm_policy handle() const noexcept {
    return handle_;
  }

 private:
  luavm_policy handle_ = 0;
};

}  // namespace luavm

#endif  // LUAVM_POLICY_HPP
