"""Values, host functions and host objects, into Lua and out of it."""

import luavm


class NoSuchPlayer(Exception):
    pass


@luavm.exposed(methods=["award"], properties=["name", "points"])
class Player:
    def __init__(self, name):
        self.name = name
        self.points = 0

    def award(self, points):
        self.points += points


players = {"Ada": Player("Ada")}
kept = []

with luavm.VM() as vm:
    vm.globals["limits"] = {"rate": 2.5, "tags": ["a", "b"]}
    print("limits:", vm.eval("return limits.rate * #limits.tags"))

    @vm.function("shop.price")
    def price(item):
        return {"apple": 20, "pear": 22}[item]

    print("total:", vm.eval("return shop.price('apple') + shop.price('pear')"))

    @vm.function
    def find(name):
        if name not in players:
            raise NoSuchPlayer(f"no such player: {name}")
        return players[name]

    name, points = vm.eval("local p = find('Ada') p:award(10) return p.name, p.points")
    print(f"player: {name}, {points} points")

    print("caught in Lua:", vm.eval("local ok, e = pcall(find, 'Bob') return tostring(e)"))
    try:
        vm.eval("find('Bob')")
    except NoSuchPlayer as error:
        print("caught by host:", error)

    vm.register("on_square", kept.append)
    vm.eval("on_square(function(x) return x * x end)")
    print("callback: 3 squared is", kept[0](3))
