/* The part of the arena for large blocks, from malloc; included by arena.c. */

struct arena_large {
  arena_large *next, *prev;
};

enum { LARGE_OVERHEAD = 32 }; /* our links and malloc's own header */

_Static_assert(sizeof(arena_large) % ARENA_GRAIN == 0, "large blocks stay aligned");

static void large_link(arena *a, arena_large *l) {
  l->prev = NULL;
  l->next = a->large;
  if (a->large != NULL) a->large->prev = l;
  a->large = l;
}

static void large_unlink(arena *a, arena_large *l) {
  if (l->prev != NULL)
    l->prev->next = l->next;
  else
    a->large = l->next;
  if (l->next != NULL) l->next->prev = l->prev;
}

static void *large_alloc(arena *a, size_t size) {
  if (size > SIZE_MAX - LARGE_OVERHEAD) return refuse(a, true), NULL;
  if (!arena_charge(a, size + LARGE_OVERHEAD)) return NULL;
  arena_large *l = struck(a) ? NULL : malloc(size + sizeof(arena_large));
  if (l == NULL) {
    arena_system_refused(a);
    arena_discharge(a, size + LARGE_OVERHEAD);
    return NULL;
  }
  large_link(a, l);
  a->handed += size;
  return l + 1;
}

static void large_free(arena *a, void *block, size_t size) {
  arena_large *l = (arena_large *)block - 1;
  large_unlink(a, l);
  free(l);
  arena_discharge(a, size + LARGE_OVERHEAD);
}

/* Both sizes are large. The old block stays as it was on failure. */
static void *large_resize(arena *a, void *block, size_t osize, size_t nsize) {
  arena_large *l = (arena_large *)block - 1;
  if (nsize > osize) {
    if (nsize > a->limit) return refuse(a, true), NULL;
    if (!arena_charge(a, nsize - osize)) return NULL;
  }
  a->handed += nsize;
  large_unlink(a, l);
  arena_large *moved = struck(a) ? NULL : realloc(l, nsize + sizeof(arena_large));
  if (moved == NULL) {
    large_link(a, l);
    if (nsize > osize) {
      arena_system_refused(a);
      arena_discharge(a, nsize - osize);
      return NULL;
    }
    moved = l; /* could not shrink: keep the larger block under its new size */
  } else {
    large_link(a, moved);
  }
  if (nsize < osize) arena_discharge(a, osize - nsize);
  return moved + 1;
}
