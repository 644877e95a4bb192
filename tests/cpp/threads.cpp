// A VM and several threads, ordered by what they see, not by time.
#include "test.hpp"

#include <atomic>
#include <thread>

using luavm::status;

// Evaluates without end on a thread of its own; its destructor waits for the end.
class runner {
 public:
  explicit runner(luavm::vm &vm) {
    thread_ = std::thread([this, &vm] {
      luavm::eval_options options;
      options.wall = luavm::forever;
      result_ = vm.try_eval("local t = ('x'):rep(200000) while true do end", options);
      ended_ = true;
    });
    // The script runs once its string is counted.
    while (!ended_ && vm.try_memory()->used_bytes < 200'000) std::this_thread::yield();
  }
  ~runner() {
    if (thread_.joinable()) thread_.join();
  }

  luavm::result end() {
    thread_.join();
    return std::move(result_);
  }
  bool ended() const { return ended_; }

 private:
  luavm::result result_;
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

TEST(an_interrupt_from_another_thread_cancels) {
  luavm::vm vm = test::make_vm();
  runner running(vm);
  CHECK(!running.ended());
  CHECK(vm.interrupt() == status::ok);
  const luavm::result result = running.end();
  CHECK(result.status() == status::cancelled);
  CHECK(!result.traceback().empty());
  CHECK(vm.try_eval("return 1").ok());
}

TEST(a_second_thread_is_told_that_the_vm_is_busy) {
  luavm::vm vm = test::make_vm();
  runner running(vm);
  CHECK(vm.try_eval("return 1").status() == status::busy);
  CHECK(vm.try_reset() == status::busy);
  CHECK(vm.try_gc().status() == status::busy);
  CHECK(vm.try_memory().ok());
  CHECK(vm.interrupt() == status::ok);
  CHECK(running.end().status() == status::cancelled);
}

TEST(closing_a_vm_ends_what_it_runs) {
  luavm::vm vm = test::make_vm();
  luavm::vm other = luavm::vm::adopt(vm.handle());
  {
    runner running(other);
    CHECK(vm.close() == status::ok);
    CHECK(running.end().status() == status::closed);
  }
  CHECK(other.release() != 0);
}

TEST(a_result_is_read_and_given_back_by_another_thread) {
  luavm::result result = test::make_vm().try_eval("return 'text'");
  bool same = false;
  std::thread reader(
      [taken = std::move(result), &same] { same = taken[0].bytes() == "text"; });
  reader.join();
  CHECK(same);
}
