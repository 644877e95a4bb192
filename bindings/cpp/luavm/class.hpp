// Host objects: what a C++ class shows to scripts is what its class_ lists, no more.
//
//   luavm::object_class<Player> players =
//       luavm::class_<Player>("Player")
//           .property("name", &Player::name)            // read alone
//           .property("points", &Player::points, &Player::set_points)
//           .field("team", &Player::team)               // read and written
//           .method("award", &Player::award)
//           .metamethod("__tostring", [](const Player &p) { return p.name(); })
//           .define(vm);
//   vm.set("ada", players.make("Ada"));
#ifndef LUAVM_CLASS_HPP
#define LUAVM_CLASS_HPP

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <luavm/bind.hpp>
#include <luavm/box.hpp>
#include <luavm/reference.hpp>
#include <luavm/vm_view.hpp>

namespace luavm {

/// A class in a VM: makes its objects. Owns a reference to it; moves. Objects stay what
/// they are without it.
template <class T>
class object_class {
 public:
  object_class() noexcept = default;
  explicit object_class(reference &&kind) noexcept : kind_(std::move(kind)) {}

  /// An object that shares a T, which goes once no script and no reference holds it.
  /// Fails as vm_object does.
  outcome<reference> try_wrap(std::shared_ptr<T> object) const {
    auto box = std::make_unique<detail::box<std::shared_ptr<T>>>(std::move(object));
    luavm_ref made = 0;
    luavm_buffer *message = nullptr;
    const luavm_status status =
        vm_object(kind_.vm(), kind_.native().as.reference, box.get(), &made, &message);
    if (status == LUAVM_OK) box.release();
    return {failure(status, message), reference(kind_.vm(), made, type::userdata)};
  }

#if LUAVM_CPP_EXCEPTIONS
  /// The same; these throw the error of the status.
  reference wrap(std::shared_ptr<T> object) const {
    return try_wrap(std::move(object)).value();
  }
  template <class... Args>
  reference make(Args &&...args) const {
    return wrap(std::make_shared<T>(std::forward<Args>(args)...));
  }
#endif

 private:
  reference kind_;
};

namespace detail {

/// A method, a property's reader or its writer, with the object as first argument.
using member = std::function<void(const call &, reply &)>;

struct property {
  member get, set;
};

/// What a class is made of; lives as long as the class and its objects.
struct class_members {
  std::vector<std::pair<std::string, member>> methods;
  std::map<std::string, property, std::less<>> properties;

  static luavm_status run(void *user, const luavm_call *raw, luavm_reply *to) noexcept {
    return guarded(raw, to, [user](const call &from, luavm_reply *raw_reply) {
      reply answer(raw_reply);
      (*static_cast<member *>(user))(from, answer);
      return answer.native_status();
    });
  }

  static luavm_status get(void *user, const luavm_call *raw, luavm_reply *to) noexcept {
    return guarded(raw, to, [user](const call &from, luavm_reply *raw_reply) {
      reply answer(raw_reply);
      if (const property *found = find(user, from); found && found->get)
        found->get(from, answer);
      return answer.native_status();
    });
  }

  static luavm_status set(void *user, const luavm_call *raw, luavm_reply *to) noexcept {
    return guarded(raw, to, [user](const call &from, luavm_reply *raw_reply) {
      reply answer(raw_reply);
      const property *found = find(user, from);
      if (found && found->set)
        found->set(from, answer);
      else
        answer.raise(found ? "this property cannot be written" : "no such property");
      return answer.native_status();
    });
  }

  static const property *find(void *user, const call &from) {
    const auto &all = static_cast<class_members *>(user)->properties;
    const auto found = all.find(from[1].bytes().value_or(std::string_view()));
    return found == all.end() ? nullptr : &found->second;
  }

  static void release(void *user) { delete static_cast<class_members *>(user); }
};

/// The arguments without the key of a property: (object, value).
struct without_key {
  luavm_value arguments[2];
  luavm_call raw;
  explicit without_key(const call &from) noexcept : arguments{}, raw(*from.native()) {
    arguments[0] = raw.arguments[0];
    if (raw.argument_count > 2) arguments[1] = raw.arguments[2];
    raw.arguments = arguments;
    raw.argument_count = 2;
  }
};

/// A member function as a function that takes the object first; all else as it is.
template <class T, class F>
auto with_object(F body) {
  if constexpr (std::is_member_function_pointer_v<F>)
    return member_call<T, F>(body);
  else
    return body;
}

}  // namespace detail

/// Describes a class to be defined in a VM. A member is a member function or a callable
/// whose first parameter is the object, T & or const T &; the others are as in
/// bind.hpp.
template <class T>
class class_ {
 public:
  explicit class_(std::string_view name)
      : name_(name), members_(std::make_unique<detail::class_members>()) {}

  /// object:name(...)
  template <class F>
  class_ &&method(std::string_view name, F body) && {
    members_->methods.emplace_back(std::string(name), member(std::move(body), 1));
    return std::move(*this);
  }

  /// An operator or tostring: "__add", "__len", "__tostring", ... of luavm_method. Of
  /// operators, either operand may be the object.
  template <class F>
  class_ &&metamethod(std::string_view name, F body) && {
    members_->methods.emplace_back(std::string(name), member(std::move(body), 0));
    return std::move(*this);
  }

  /// object.name, read by `get`; without `set`, writing it is an error.
  template <class Get>
  class_ &&property(std::string_view name, Get get) && {
    members_->properties[std::string(name)].get = reader(std::move(get));
    return std::move(*this);
  }
  template <class Get, class Set>
  class_ &&property(std::string_view name, Get get, Set set) && {
    detail::property &mine = members_->properties[std::string(name)];
    mine.get = reader(std::move(get));
    mine.set = writer(std::move(set));
    return std::move(*this);
  }

  /// object.name, a data member that scripts read and write.
  template <class M>
  class_ &&field(std::string_view name, M T::*data) && {
    return std::move(*this).property(
        name, [data](const T &from) -> const M & { return from.*data; },
        [data](T &to, M value) { to.*data = std::move(value); });
  }

  /// Makes the class in a VM. Fails as vm_class does.
  outcome<object_class<T>> try_define(vm_view vm) && {
    std::vector<luavm_method> methods;
    for (auto &[name, body] : members_->methods)
      methods.push_back({name.data(), name.size(), detail::class_members::run, &body});
    luavm_class definition{};
    definition.struct_size = sizeof definition;
    definition.name = name_.data();
    definition.name_length = name_.size();
    definition.methods = methods.data();
    definition.method_count = methods.size();
    definition.get = detail::class_members::get;
    definition.set = detail::class_members::set;
    definition.user = members_.get();
    definition.release = detail::class_members::release;
    definition.object_release = detail::box<std::shared_ptr<T>>::destroy;
    luavm_ref kind = 0;
    luavm_buffer *message = nullptr;
    const luavm_status status = vm_class(vm.handle(), &definition, &kind, &message);
    if (status == LUAVM_OK) members_.release();
    return {failure(status, message),
            object_class<T>(reference(vm.handle(), kind, type::userdata))};
  }

#if LUAVM_CPP_EXCEPTIONS
  /// The same; throws the error of the status.
  object_class<T> define(vm_view vm) && {
    return std::move(*this).try_define(vm).value();
  }
#endif

 private:
  // Messages count arguments from the one after `skipped` of them.
  template <class F>
  static detail::member member(F body, std::size_t skipped) {
    return [body = detail::with_object<T>(std::move(body)), skipped](
               const call &from, reply &to) mutable {
      detail::invoke(body, from, to, skipped);
    };
  }
  template <class F>
  static detail::member reader(F body) {
    if constexpr (std::is_member_object_pointer_v<F>)
      return member(
          [body](const T &from) -> const auto & { return from.*body; }, 1);
    else
      return member(std::move(body), 1);
  }
  template <class F>
  static detail::member writer(F body) {
    return [body = detail::with_object<T>(std::move(body))](const call &from,
                                                            reply &to) mutable {
      const detail::without_key less(from);
      detail::invoke(body, call(&less.raw), to, 1);
    };
  }

  std::string name_;
  std::unique_ptr<detail::class_members> members_;
};

/// A host object of a class_<T>, shared: it outlasts the script's use of it.
template <class T>
struct converter<std::shared_ptr<T>> {
  static std::optional<std::shared_ptr<T>> read(value_view value) {
    auto held = detail::unboxed<std::shared_ptr<T>>(value);
    return held ? std::optional(std::move(held)) : std::nullopt;
  }
};

}  // namespace luavm

#endif  // LUAVM_CLASS_HPP
