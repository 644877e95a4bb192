// A thousand VMs on one thread. Their scripts wait for answers of the host, which come
// later; some never end. An event loop gives each a slice at a time: nobody blocks
// anybody.
//
//   c++ -std=c++17 events.cpp -o events $(pkg-config --cflags --libs luavm) && ./events
#include <cstdint>
#include <deque>
#include <iostream>
#include <optional>
#include <string_view>
#include <vector>

#include <luavm.hpp>

static constexpr int vm_count = 1000;

static constexpr std::string_view asking =
    "local id = ... local a = fetch(id) local b = fetch(a) return a + b";
static constexpr std::string_view endless = "while true do end";

// What the loop has to do: let a VM go on, with the answer to its request if it has
// one.
struct event {
  std::size_t vm;
  std::optional<std::int64_t> request;
};

class event_loop {
 public:
  // fetch(n) does not know the answer yet: the run ends as pending, and its result has
  // what is given along, for whoever is to answer.
  event_loop() {
    host_.on("fetch", [](std::int64_t n) { return luavm::pending(n); });
    slice_.slice_fuel = 100'000;
  }

  void start(std::string_view source, std::int64_t id) {
    luavm::vm_options options;
    options.host = host_.handle();
    options.fuel = 1'000'000;
    luavm::vm &vm = vms_.emplace_back(options);
    const luavm::function script = vm.load(source);
    settle(vms_.size() - 1, script.try_call_with(slice_, id));
  }

  void run() {
    while (!queue_.empty()) {
      const event next = queue_.front();
      queue_.pop_front();
      luavm::vm &vm = vms_[next.vm];
      if (next.request) {
        ++answered_;
        settle(next.vm, vm.try_resume_with(slice_, *next.request + 1));
      } else {
        settle(next.vm, vm.try_resume_with(slice_));
      }
    }
  }

  void print() const {
    std::cout << vms_.size() << " VMs: " << done_ << " done, " << out_of_fuel_
              << " out of fuel\n"
              << answered_ << " requests answered\n"
              << "sum of results: " << sum_ << '\n';
  }

 private:
  // Notes how a slice ended. Out of fuel is no surprise here; all else is thrown.
  void settle(std::size_t vm, luavm::result result) {
    if (result.pending()) {
      queue_.push_back({vm, result.as<std::int64_t>()});
    } else if (result.yielded()) {
      queue_.push_back({vm, std::nullopt});
    } else if (result.status() == luavm::status::fuel) {
      ++out_of_fuel_;
    } else {
      sum_ += luavm::check(std::move(result)).as<std::int64_t>();
      ++done_;
    }
  }

  luavm::vm_template host_;
  luavm::eval_options slice_;
  std::vector<luavm::vm> vms_;
  std::deque<event> queue_;
  int done_ = 0, out_of_fuel_ = 0, answered_ = 0;
  std::int64_t sum_ = 0;
};

int main() try {
  event_loop loop;
  for (int i = 0; i < vm_count; ++i) loop.start(i % 100 == 0 ? endless : asking, i);
  loop.run();
  loop.print();
} catch (const luavm::error &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
