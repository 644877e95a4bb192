// A forked child is told so by everything, and its destructors do no harm.
#include "test.hpp"

#include <sys/wait.h>
#include <unistd.h>

using luavm::status;

// The number of the first thing that is wrong in a child; 0: nothing is.
static int child(luavm::vm vm, luavm::result result) {
  if (vm.try_eval("return 1").status() != status::forked) return 1;
  if (vm.try_eval("return 1").message().empty()) return 2;
  if (vm.try_reset() != status::forked) return 3;
  if (vm.interrupt() != status::forked) return 4;
  if (vm.try_memory().status() != status::forked) return 5;
  if (vm.try_gc().status() != status::forked) return 6;
  if (luavm::vm::try_make().status() != status::forked) return 7;
  if (luavm::try_statistics().status() != status::forked) return 8;
  if (luavm::try_configure({}).status() != status::forked) return 9;
  if (result.try_as<int>() != 42) return 10;
  return 0;
}

TEST(a_forked_child_is_told_so_and_the_parent_goes_on) {
  luavm::vm vm = test::make_vm();
  luavm::result result = vm.try_eval("return 42");
  const pid_t pid = fork();
  REQUIRE(pid >= 0);
  if (pid == 0) _exit(child(std::move(vm), std::move(result)));
  int ended = -1;
  CHECK(waitpid(pid, &ended, 0) == pid);
  CHECK(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
  CHECK(vm.try_eval("return 1").ok());
  CHECK(result.try_as<int>() == 42);
}
