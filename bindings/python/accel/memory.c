/* Memory and the map from objects to tables. */
#include "accel.h"

enum { CHUNK = 4096 };

void *values_memory(accel_values *v, size_t bytes) {
  bytes = bytes == 0 ? 16 : (bytes + 15) & ~(size_t)15;
  if (bytes > v->left) {
    size_t size = bytes > CHUNK ? bytes : CHUNK;
    accel_chunk *chunk = malloc(sizeof *chunk + size);
    if (chunk == NULL) {
      PyErr_NoMemory();
      return NULL;
    }
    chunk->next = v->chunks;
    v->chunks = chunk;
    if (size > CHUNK) return chunk + 1; /* the chunk before has room yet */
    v->free = (char *)(chunk + 1);
    v->left = size;
  }
  void *found = v->free;
  v->free += bytes;
  v->left -= bytes;
  return found;
}

void values_free(accel_values *v) {
  for (accel_chunk *next; v->chunks != NULL; v->chunks = next) {
    next = v->chunks->next;
    free(v->chunks);
  }
  map_free(&v->tables);
  free(v->todo);
  free(v->todo_tables);
  v->todo = NULL;
  v->todo_tables = NULL;
}

static size_t place_of(const accel_map *map, const void *key) {
  size_t place = ((uintptr_t)key >> 4) * 0x9E3779B97F4A7C15u >> 16;
  for (place &= map->room - 1;; place = (place + 1) & (map->room - 1))
    if (map->slots[place].key == NULL || map->slots[place].key == key) return place;
}

static bool grow(accel_map *map) {
  accel_map larger = {.room = map->room == 0 ? 16 : 2 * map->room};
  larger.slots = calloc(larger.room, sizeof *larger.slots);
  if (larger.slots == NULL) return false;
  for (size_t i = 0; i < map->room; i++)
    if (map->slots[i].key != NULL)
      larger.slots[place_of(&larger, map->slots[i].key)] = map->slots[i];
  larger.count = map->count;
  free(map->slots);
  *map = larger;
  return true;
}

void **map_find(accel_map *map, const void *key) {
  if (2 * map->count >= map->room && !grow(map)) {
    PyErr_NoMemory();
    return NULL;
  }
  accel_seen *slot = &map->slots[place_of(map, key)];
  if (slot->key == NULL) {
    slot->key = key;
    map->count++;
  }
  return &slot->value;
}

void map_free(accel_map *map) {
  free(map->slots);
  *map = (accel_map){0};
}
