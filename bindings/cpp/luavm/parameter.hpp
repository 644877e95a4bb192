// The parameters of a host function's C++ signature, and how each is read.
#ifndef LUAVM_PARAMETER_HPP
#define LUAVM_PARAMETER_HPP

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <luavm/box.hpp>
#include <luavm/call.hpp>
#include <luavm/convert.hpp>
#include <luavm/reference.hpp>

namespace luavm {

/// The arguments from here on.
struct rest {
  value_range values;
};

namespace detail {

// ---------------------------------------------------------- Signatures

template <class R, class... A>
struct signature_of {
  using result = R;
  using arguments = std::tuple<A...>;
};

template <class F, class = void>
struct signature : signature<decltype(&F::operator())> {};
template <class R, class... A>
struct signature<R (*)(A...)> : signature_of<R, A...> {};
template <class R, class... A>
struct signature<R (*)(A...) noexcept> : signature_of<R, A...> {};
template <class R, class C, class... A>
struct signature<R (C::*)(A...)> : signature_of<R, A...> {
  using self = C &;
};
template <class R, class C, class... A>
struct signature<R (C::*)(A...) const> : signature_of<R, A...> {
  using self = const C &;
};
template <class R, class C, class... A>
struct signature<R (C::*)(A...) noexcept> : signature<R (C::*)(A...)> {};
template <class R, class C, class... A>
struct signature<R (C::*)(A...) const noexcept> : signature<R (C::*)(A...) const> {};

// Whether a parameter is a live table: tables come as references then.
template <class T>
struct has_live_table;
template <class... P>
struct has_live_table<std::tuple<P...>>
    : std::bool_constant<(std::is_same_v<std::decay_t<P>, live_table> || ...)> {};

template <class F>
inline constexpr bool takes_call = std::is_invocable_v<F &, const call &, reply &>;

// ---------------------------------------------------------- Parameters

template <class T>
constexpr std::string_view expected_name() noexcept {
  if constexpr (std::is_same_v<T, bool>)
    return "boolean";
  else if constexpr (std::is_integral_v<T>)
    return "integer";
  else if constexpr (std::is_floating_point_v<T>)
    return "number";
  else if constexpr (std::is_convertible_v<const T &, std::string_view>)
    return "string";
  else if constexpr (std::is_same_v<T, function>)
    return "function";
  else if constexpr (std::is_same_v<T, table_view> || std::is_same_v<T, live_table>)
    return "table";
  else
    return "another value";
}

/// A parameter of type P, read from an argument.
template <class P, class = void>
class slot {
  using type = std::remove_cv_t<std::remove_reference_t<P>>;

 public:
  static constexpr std::size_t width = 1;
  static constexpr std::string_view expected = expected_name<type>();

  slot(const call &from, std::size_t index) : held_(from[index].try_as<type>()) {}
  bool ok() const noexcept { return held_.has_value(); }
  P get() { return std::forward<P>(*held_); }

 private:
  std::optional<type> held_;
};

template <>
class slot<const call &> {
 public:
  static constexpr std::size_t width = 0;
  static constexpr std::string_view expected = "";
  slot(const call &from, std::size_t) noexcept : call_(from) {}
  bool ok() const noexcept { return true; }
  const call &get() const noexcept { return call_; }

 private:
  const call &call_;
};

template <>
class slot<rest> {
 public:
  static constexpr std::size_t width = 0;
  static constexpr std::string_view expected = "";
  slot(const call &from, std::size_t index) noexcept {
    const std::size_t first = index < from.size() ? index : from.size();
    rest_.values = {from.native()->arguments + first, from.size() - first,
                    from.native()->vm};
  }
  bool ok() const noexcept { return true; }
  rest get() const noexcept { return rest_; }

 private:
  rest rest_;
};

template <class P>
using object_of = std::remove_cv_t<std::remove_pointer_t<std::remove_reference_t<P>>>;

// What is no value but stands for a host object: a reference or a pointer to a class
// that no converter makes a copy of.
template <class P>
inline constexpr bool is_object_parameter =
    (std::is_reference_v<P> || std::is_pointer_v<P>)&&std::is_class_v<object_of<P>> &&
    !std::is_same_v<object_of<P>, call> && !has_converter<object_of<P>>;

template <class P>
class slot<P, std::enable_if_t<is_object_parameter<P>>> {
  using type = object_of<P>;

 public:
  static constexpr std::size_t width = 1;
  static constexpr std::string_view expected = "host object";

  slot(const call &from, std::size_t index)
      : held_(unboxed<std::shared_ptr<type>>(from[index])),
        is_none_(from[index].is_nil()) {}
  bool ok() const noexcept {
    return held_ != nullptr || (std::is_pointer_v<P> && is_none_);
  }
  P get() const noexcept {
    if constexpr (std::is_pointer_v<P>)
      return held_.get();
    else
      return *held_;
  }

 private:
  std::shared_ptr<type> held_;
  bool is_none_;
};

}  // namespace detail
}  // namespace luavm

#endif  // LUAVM_PARAMETER_HPP
