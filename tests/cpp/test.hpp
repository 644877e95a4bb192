// Tests of the C++ binding. Plain C++ without exceptions or RTTI, so that the same
// tests run where there are none.
#ifndef TEST_HPP
#define TEST_HPP

#include <luavm.hpp>

namespace test {

using function = void (*)();

// Enters a test into the list of this program, in no order.
struct entry {
  entry(const char *name, function body);
  const char *name;
  function body;
  entry *next;
};

// Notes that the running test has failed.
void fail(const char *file, int line, const char *what);

// A VM that must be there: the program ends if it cannot be made.
luavm::vm make_vm(const luavm::vm_options &options = {});

}  // namespace test

#define TEST(name)                         \
  static void name();                      \
  static test::entry name##_(#name, name); \
  static void name()

#define CHECK(what) \
  if (!(what)) test::fail(__FILE__, __LINE__, #what)

// Ends the test: what follows would make no sense.
#define REQUIRE(what)                      \
  if (!(what)) {                           \
    test::fail(__FILE__, __LINE__, #what); \
    return;                                \
  }

#if LUAVM_CPP_EXCEPTIONS
// Checks that an expression throws exactly this class, and gives a copy of it.
#define CHECK_THROWS(type, what, then)                            \
  try {                                                           \
    static_cast<void>(what);                                      \
    test::fail(__FILE__, __LINE__, #what " threw nothing");       \
  } catch (const type &error) {                                   \
    then;                                                         \
  } catch (...) {                                                 \
    test::fail(__FILE__, __LINE__, #what " threw another class"); \
  }
#endif

#endif  // TEST_HPP
