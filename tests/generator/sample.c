/* The library of sample.h, for the bindings that are generated from it. */
#include "sample.h"

struct luavm_call {
  luavm_thing thing;
};

luavm_status thing_serve(luavm_thing thing, const luavm_service *service,
                         luavm_reply *reply) {
  if (service->struct_size != sizeof *service || service->name_length != 3)
    return LUAVM_ODD;
  luavm_call call = {thing};
  int answer = service->handler(service->user, &call, reply, "a\0b", 3);
  service->notify(service->user, (uint32_t)service->name[2]);
  service->release(service->user);
  reply->more.both.lock = reply;
  return answer;
}

int32_t thing_each(luavm_handler handler, void *user, uint32_t count) {
  int32_t sum = 0;
  for (uint32_t i = 0; i < count; i++) sum += handler(user, NULL, NULL, "", i);
  return sum;
}

void thing_end(luavm_thing object, luavm_release release, void *params) {
  (void)object;
  release(params);
}
