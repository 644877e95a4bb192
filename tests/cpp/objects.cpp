// Host objects of C++ classes.
#include "test.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

using luavm::status;
using std::string_view;

namespace {

class player {
 public:
  explicit player(std::string name) : name_(std::move(name)) { ++alive; }
  ~player() { --alive; }
  player(const player &) = delete;
  player &operator=(const player &) = delete;

  const std::string &name() const noexcept { return name_; }
  std::int64_t points() const { return points_; }
  void set_points(std::int64_t points) { points_ = points; }
  std::int64_t award(std::int64_t points) { return points_ += points; }

  std::string team = "none";
  static int alive;

 private:
  std::string name_;
  std::int64_t points_ = 0;
};

int player::alive = 0;

struct other {};

}  // namespace

static luavm::object_class<player> define(luavm::vm_view vm) {
  auto made =
      luavm::class_<player>("Player")
          .property("name", &player::name)
          .property("points", &player::points, &player::set_points)
          .property("initial", [](const player &p) { return p.name().substr(0, 1); })
          .field("team", &player::team)
          .method("award", &player::award)
          .method("beats", [](const player &self,
                              const player &p) { return self.points() > p.points(); })
          .metamethod("__tostring",
                      [](const player &p) { return "player " + p.name(); })
          .metamethod("__add",
                      [](const player *a, const player *b) {
                        return (a ? a->points() : 0) + (b ? b->points() : 0);
                      })
          .try_define(vm);
  CHECK(made.ok());
  return std::move(*made);
}

static luavm::reference make(const luavm::object_class<player> &players,
                             std::string name) {
  auto made = players.try_wrap(std::make_shared<player>(std::move(name)));
  CHECK(made.ok());
  return std::move(*made);
}

static bool holds(luavm::vm_view vm, string_view source) {
  const luavm::result result = vm.try_eval(source);
  if (!result.ok()) test::fail(__FILE__, __LINE__, result.message().data());
  return result.try_as<bool>() == true;
}

TEST(members_are_methods_and_properties) {
  luavm::vm vm = test::make_vm();
  const auto players = define(vm);
  CHECK(vm.try_set("ada", make(players, "Ada")).ok());
  CHECK(vm.try_set("bob", make(players, "Bob")).ok());
  CHECK(holds(vm,
              "return ada.name == 'Ada' and ada.initial == 'A' and "
              "ada:award(10) == 10 and ada.points == 10"));
  CHECK(holds(vm,
              "ada.points = 3 ada.team = 'red' return ada.points == 3 and "
              "ada.team == 'red' and bob.team == 'none'"));
  CHECK(holds(vm, "return ada:beats(bob) and not bob:beats(ada)"));
  CHECK(holds(vm,
              "return tostring(ada) == 'player Ada' and ada + bob == 3 and "
              "ada.nothing == nil"));
}

TEST(what_is_not_listed_cannot_be_reached) {
  luavm::vm vm = test::make_vm();
  const auto players = define(vm);
  CHECK(vm.try_set("ada", make(players, "Ada")).ok());
  CHECK(vm.try_eval("ada.name = 'Eve'").status() == status::runtime);
  CHECK(vm.try_eval("ada.nothing = 1").status() == status::runtime);
  CHECK(vm.try_eval("ada:set_points(1)").status() == status::runtime);
  CHECK(vm.try_eval("ada:award('x')").message().find("#1") != string_view::npos);
  CHECK(vm.try_eval("ada.points = 'x'").status() == status::runtime);
  CHECK(vm.try_eval("ada.award({}, 1)").status() == status::runtime);
  CHECK(vm.try_eval("ada:beats(1)").status() == status::runtime);
  CHECK(vm.try_eval("ada:beats(nil)").status() == status::runtime);
}

TEST(objects_of_another_class_are_refused) {
  luavm::vm vm = test::make_vm();
  const auto players = define(vm);
  auto others = luavm::class_<other>("Other").try_define(vm);
  REQUIRE(others);
  auto stranger = others->try_wrap(std::make_shared<other>());
  REQUIRE(stranger);
  CHECK(vm.try_set("ada", make(players, "Ada")).ok());
  CHECK(vm.try_set("stranger", std::move(*stranger)).ok());
  CHECK(vm.try_on("look", [](const player &p) { return p.name(); }).ok());
  CHECK(holds(vm, "return look(ada) == 'Ada'"));
  CHECK(vm.try_eval("look(stranger)").status() == status::runtime);
  CHECK(vm.try_eval("ada:beats(stranger)").status() == status::runtime);
  CHECK(vm.try_eval("ada.award(stranger, 1)").status() == status::runtime);
}

// An object of luavm.h, whose address is no box of ours.
TEST(foreign_objects_are_left_alone) {
  luavm::vm vm = test::make_vm();
  const auto players = define(vm);
  luavm_class definition{};
  definition.struct_size = sizeof definition;
  definition.name = "Foreign";
  definition.name_length = 7;
  luavm_ref kind = 0, object = 0;
  static char byte;
  REQUIRE(vm_class(vm.handle(), &definition, &kind, nullptr) == LUAVM_OK);
  REQUIRE(vm_object(vm.handle(), kind, &byte, &object, nullptr) == LUAVM_OK);
  const luavm::reference foreign(vm.handle(), object, luavm::type::userdata);
  const luavm::reference owner(vm.handle(), kind, luavm::type::userdata);
  CHECK(vm.try_on("look", [](const player &) {}).ok());
  CHECK(vm.try_call("look", foreign).status() == status::runtime);
  const luavm::result raised = vm.try_call("error", foreign);
  CHECK(raised.status() == status::runtime);
  CHECK(raised.error().object() && raised.error().object()->user == &byte);
}

TEST(an_object_comes_out_as_what_it_is) {
  luavm::vm vm = test::make_vm();
  const auto players = define(vm);
  const auto ada = std::make_shared<player>("Ada");
  auto object = players.try_wrap(ada);
  REQUIRE(object);
  CHECK(vm.try_set("ada", *object).ok());
  const luavm::result result = vm.try_eval("return ada, {ada}");
  CHECK(result[0].try_as<std::shared_ptr<player>>() == ada);
  CHECK(result[1][1].try_as<std::shared_ptr<player>>() == ada);
  CHECK(!result[1].try_as<std::shared_ptr<player>>());
  CHECK(!result[0].try_as<std::shared_ptr<other>>());
  CHECK(!result[0].opaque());
}

TEST(objects_go_with_their_last_holder) {
  const int before = player::alive;
  {
    luavm::vm vm = test::make_vm();
    const auto players = define(vm);
    for (int i = 0; i < 100; ++i) (void)make(players, "gone");
    CHECK(vm.try_set("held", make(players, "held")).ok());
    CHECK(vm.try_gc().ok() && vm.try_gc().ok());
    CHECK(player::alive == before + 1);
    const luavm::reference kept = make(players, "kept");
    CHECK(vm.try_reset() == status::ok);
    CHECK(player::alive == before);
    const auto again = define(vm);
    CHECK(vm.try_set("held", make(again, "again")).ok());
    CHECK(player::alive == before + 1);
  }
  CHECK(player::alive == before);
}

TEST(a_function_gives_objects_that_it_makes) {
  const int before = player::alive;
  {
    luavm::object_class<player> players;
    luavm::vm vm = test::make_vm();
    players = define(vm);
    CHECK(vm.try_on("find", [&players](string_view name) {
              return make(players, std::string(name));
            }).ok());
    CHECK(holds(vm, "local p = find('Ada') p:award(10) return p.points == 10"));
    CHECK(holds(vm, "for i = 1, 1000 do find('x') end return true"));
    CHECK(vm.try_gc().ok() && vm.try_gc().ok());
    CHECK(player::alive == before);
  }
  CHECK(player::alive == before);
}

TEST(a_class_that_is_refused_is_an_outcome) {
  luavm::vm vm = test::make_vm();
  auto refused = luavm::class_<player>("Player")
                     .metamethod("__gc", [](player &) {})
                     .try_define(vm);
  CHECK(refused.status() == status::argument);
  CHECK(!refused.message().empty());
  auto none = refused->try_wrap(std::make_shared<player>("x"));
  CHECK(!none.ok());
}
