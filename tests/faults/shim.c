/* Counts, notes and breaks file calls below one folder; loaded with LD_PRELOAD.
 *
 * FAULTS_CONTROL names a file of at least 64 bytes that is shared with whoever injects (`struct
 * control`), FAULTS_ROOT the folder, FAULTS_LOG a file that gets a line for every call, and
 * FAULTS_SHADOW a folder that gets what an fsync has made durable. All processes count together.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum action { GO_ON, KILL_BEFORE, KILL_AFTER, FAIL_ONCE, FAIL_FROM, TORN, SHORT };
enum call { CREATE, WRITE, RENAME, LINK, UNLINK, FSYNC, TRUNCATE, MKDIR };
static const char *const NAMES[] = {"create", "write", "rename",   "link",
                                    "unlink", "fsync", "truncate", "mkdir"};

struct control {
  long count;     /* calls so far */
  long target;    /* which of them is to be broken; 0 stands for none */
  int action;     /* how */
  int error;      /* with which errno, if it is to fail */
  unsigned calls; /* a bit for every kind of call that counts */
  int is_hit;     /* set once a call was broken */
};

static struct control *control;
static char root[PATH_MAX], shadow[PATH_MAX];
static size_t root_length;
static int log_file = -1;
static __thread int is_inside;

__attribute__((constructor)) static void prepare(void) {
  const char *shared = getenv("FAULTS_CONTROL"), *below = getenv("FAULTS_ROOT");
  const char *told = getenv("FAULTS_LOG"), *kept = getenv("FAULTS_SHADOW");
  if (!shared || !below) return;
  int file = syscall(SYS_openat, AT_FDCWD, shared, O_RDWR | O_CLOEXEC, 0);
  if (file < 0) return;
  void *memory = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  syscall(SYS_close, file);
  if (memory == MAP_FAILED) return;
  control = memory;
  snprintf(root, sizeof root, "%s", below);
  root_length = strlen(root);
  if (kept) snprintf(shadow, sizeof shadow, "%s", kept);
  if (told) {
    file = syscall(SYS_openat, AT_FDCWD, told, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    log_file = fcntl(file, F_DUPFD_CLOEXEC, 900);
    syscall(SYS_close, file);
  }
}

/* --- where a call goes */

static int is_below(const char *path) {
  return strncmp(path, root, root_length) == 0 &&
         (path[root_length] == '/' || path[root_length] == 0);
}

static int path_of_file(int file, char *out) {
  if (!control || file == log_file) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t n = readlink(link, out, PATH_MAX - 1);
  if (n < 0) return 0;
  out[n] = 0;
  return is_below(out);
}

static int path_of_name(int folder, const char *name, char *out) {
  char above[PATH_MAX];
  if (!control || !name) return 0;
  if (name[0] == '/') {
    snprintf(out, PATH_MAX, "%s", name);
    return is_below(out);
  }
  if (folder == AT_FDCWD) {
    if (!getcwd(above, sizeof above)) return 0;
  } else {
    path_of_file(folder, above);
  }
  snprintf(out, PATH_MAX, "%.2000s/%.2000s", above, name);
  return is_below(out);
}

/* --- what becomes of a call */

static void note(long number, enum call call, const char *path, const char *what, ino_t inode) {
  if (log_file < 0) return;
  char line[PATH_MAX + 128];
  int n = snprintf(line, sizeof line, "%ld\t%s\t%s\t%s\t%lu\n", number, NAMES[call], path, what,
                   (unsigned long)inode);
  syscall(SYS_write, log_file, line, n);
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

static enum action decide(enum call call, const char *path, long *number) {
  *number = 0;
  if (!(control->calls & (1u << call))) return GO_ON;
  *number = __sync_add_and_fetch(&control->count, 1);
  int is_meant = control->target && (control->action == FAIL_FROM ? *number >= control->target
                                                                  : *number == control->target);
  if (!is_meant) return GO_ON;
  control->is_hit = 1;
  if (control->action == KILL_BEFORE) {
    note(*number, call, path, "killed", 0);
    die();
  }
  return control->action;
}

static int fails(enum action action) { return action == FAIL_ONCE || action == FAIL_FROM; }

static void end_after(enum action action) {
  if (action == KILL_AFTER || action == TORN) die();
}

/* Keep what a power cut would leave: the content of a file, or the names in a folder. */
static void keep(int file, long number) {
  struct stat found;
  char path[PATH_MAX + 64], link[64], block[65536];
  if (!shadow[0] || fstat(file, &found)) return;
  int is_folder = S_ISDIR(found.st_mode);
  snprintf(path, sizeof path, "%s/%s.%lu.%ld", shadow, is_folder ? "folder" : "file",
           (unsigned long)found.st_ino, number);
  int out = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  if (is_folder) {
    DIR *names = opendir(link);
    struct dirent *entry;
    while (names && (entry = readdir(names))) {
      int n = snprintf(block, sizeof block, "%lu %d %s\n", (unsigned long)entry->d_ino,
                       entry->d_type, entry->d_name);
      if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
        syscall(SYS_write, out, block, n);
    }
    if (names) closedir(names);
  } else {
    int in = syscall(SYS_openat, AT_FDCWD, link, O_RDONLY, 0);
    ssize_t n;
    while ((n = syscall(SYS_read, in, block, sizeof block)) > 0)
      syscall(SYS_write, out, block, n);
    syscall(SYS_close, in);
  }
  syscall(SYS_close, out);
}

/* --- the calls */

#define REAL(name)                 \
  static __typeof__(name) *real;   \
  if (!real) real = dlsym(RTLD_NEXT, #name)

/* `half` does what `whole` does with half of it. */
#define WRITES(name, declared, size, whole, half)                    \
  ssize_t name declared {                                            \
    REAL(name);                                                      \
    char path[PATH_MAX];                                             \
    long number;                                                     \
    if (is_inside || !path_of_file(file, path)) return whole;        \
    is_inside = 1;                                                   \
    enum action action = decide(WRITE, path, &number);               \
    ssize_t n;                                                       \
    if (fails(action)) {                                             \
      note(number, WRITE, path, "failed", 0);                        \
      errno = control->error;                                        \
      n = -1;                                                        \
    } else if ((action == TORN || action == SHORT) && (size) > 1) {  \
      n = half;                                                      \
      note(number, WRITE, path, "half", 0);                          \
      end_after(action);                                             \
    } else {                                                         \
      n = whole;                                                     \
      note(number, WRITE, path, "", 0);                              \
      end_after(action);                                             \
    }                                                                \
    is_inside = 0;                                                   \
    return n;                                                        \
  }
WRITES(write, (int file, const void *from, size_t n_bytes), n_bytes, real(file, from, n_bytes),
       real(file, from, n_bytes / 2))
WRITES(pwrite, (int file, const void *from, size_t n_bytes, off_t at), n_bytes,
       real(file, from, n_bytes, at), real(file, from, n_bytes / 2, at))
WRITES(pwrite64, (int file, const void *from, size_t n_bytes, off64_t at), n_bytes,
       real(file, from, n_bytes, at), real(file, from, n_bytes / 2, at))
WRITES(writev, (int file, const struct iovec *from, int n_parts), n_parts,
       real(file, from, n_parts), real(file, from, n_parts / 2))

#define NAMES_PATH(kind, found, call)                       \
  {                                                         \
    char path[PATH_MAX];                                    \
    long number;                                            \
    if (is_inside || !(found)) return call;                 \
    is_inside = 1;                                          \
    enum action action = decide(kind, path, &number);       \
    int result;                                             \
    if (fails(action)) {                                    \
      note(number, kind, path, "failed", 0);                \
      errno = control->error;                               \
      result = -1;                                          \
    } else {                                                \
      result = call;                                        \
      int kept = errno;                                     \
      note(number, kind, path, "", 0);                      \
      end_after(action);                                    \
      errno = kept;                                         \
    }                                                       \
    is_inside = 0;                                          \
    return result;                                          \
  }
int rename(const char *from, const char *to) {
  REAL(rename);
  NAMES_PATH(RENAME, path_of_name(AT_FDCWD, to, path), real(from, to))
}
int renameat(int a, const char *from, int b, const char *to) {
  REAL(renameat);
  NAMES_PATH(RENAME, path_of_name(b, to, path), real(a, from, b, to))
}
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
  REAL(renameat2);
  NAMES_PATH(RENAME, path_of_name(b, to, path), real(a, from, b, to, flags))
}
int link(const char *from, const char *to) {
  REAL(link);
  NAMES_PATH(LINK, path_of_name(AT_FDCWD, to, path), real(from, to))
}
int linkat(int a, const char *from, int b, const char *to, int flags) {
  REAL(linkat);
  NAMES_PATH(LINK, path_of_name(b, to, path), real(a, from, b, to, flags))
}
int symlink(const char *target, const char *name) {
  REAL(symlink);
  NAMES_PATH(LINK, path_of_name(AT_FDCWD, name, path), real(target, name))
}
int symlinkat(const char *target, int folder, const char *name) {
  REAL(symlinkat);
  NAMES_PATH(LINK, path_of_name(folder, name, path), real(target, folder, name))
}
int unlink(const char *name) {
  REAL(unlink);
  NAMES_PATH(UNLINK, path_of_name(AT_FDCWD, name, path), real(name))
}
int unlinkat(int folder, const char *name, int flags) {
  REAL(unlinkat);
  NAMES_PATH(UNLINK, path_of_name(folder, name, path), real(folder, name, flags))
}
int rmdir(const char *name) {
  REAL(rmdir);
  NAMES_PATH(UNLINK, path_of_name(AT_FDCWD, name, path), real(name))
}
int mkdir(const char *name, mode_t mode) {
  REAL(mkdir);
  NAMES_PATH(MKDIR, path_of_name(AT_FDCWD, name, path), real(name, mode))
}
int mkdirat(int folder, const char *name, mode_t mode) {
  REAL(mkdirat);
  NAMES_PATH(MKDIR, path_of_name(folder, name, path), real(folder, name, mode))
}
int ftruncate(int file, off_t size) {
  REAL(ftruncate);
  NAMES_PATH(TRUNCATE, path_of_file(file, path), real(file, size))
}
int ftruncate64(int file, off64_t size) {
  REAL(ftruncate64);
  NAMES_PATH(TRUNCATE, path_of_file(file, path), real(file, size))
}

#define SYNCS(name)                                           \
  int name(int file) {                                        \
    REAL(name);                                               \
    char path[PATH_MAX];                                      \
    long number;                                              \
    if (is_inside || !path_of_file(file, path)) return real(file); \
    is_inside = 1;                                            \
    enum action action = decide(FSYNC, path, &number);        \
    int result;                                               \
    if (fails(action)) {                                      \
      note(number, FSYNC, path, "failed", 0);                 \
      errno = control->error;                                 \
      result = -1;                                            \
    } else {                                                  \
      result = real(file);                                    \
      if (!result) keep(file, number);                        \
      note(number, FSYNC, path, "", 0);                       \
      end_after(action);                                      \
    }                                                         \
    is_inside = 0;                                            \
    return result;                                            \
  }
SYNCS(fsync)
SYNCS(fdatasync)

/* Only what makes or empties a file counts. */
static int changes(const char *path, int flags, int *is_new) {
  struct stat found;
  *is_new = stat(path, &found) != 0;
  return flags & O_TRUNC || (flags & O_CREAT && *is_new);
}

#define OPENS(name, declared, given, folder)                                     \
  int name declared {                                                            \
    REAL(name);                                                                  \
    mode_t mode = 0;                                                             \
    if (flags & (O_CREAT | O_TMPFILE)) {                                         \
      va_list more;                                                              \
      va_start(more, flags);                                                     \
      mode = va_arg(more, mode_t);                                               \
      va_end(more);                                                              \
    }                                                                            \
    char path[PATH_MAX];                                                         \
    long number;                                                                 \
    int is_new;                                                                  \
    if (is_inside || !(flags & (O_CREAT | O_TRUNC))) return real given;          \
    if (!path_of_name(folder, file, path) || !changes(path, flags, &is_new))     \
      return real given;                                                         \
    is_inside = 1;                                                               \
    enum action action = decide(CREATE, path, &number);                          \
    int result;                                                                  \
    if (fails(action)) {                                                         \
      note(number, CREATE, path, "failed", 0);                                   \
      errno = control->error;                                                    \
      result = -1;                                                               \
    } else {                                                                     \
      struct stat found = {0};                                                   \
      result = real given;                                                       \
      int kept = errno;                                                          \
      if (result >= 0) fstat(result, &found);                                    \
      note(number, CREATE, path, is_new ? "new" : "emptied", found.st_ino);      \
      end_after(action);                                                         \
      errno = kept;                                                              \
    }                                                                            \
    is_inside = 0;                                                               \
    return result;                                                               \
  }
OPENS(open, (const char *file, int flags, ...), (file, flags, mode), AT_FDCWD)
OPENS(open64, (const char *file, int flags, ...), (file, flags, mode), AT_FDCWD)
OPENS(openat, (int folder, const char *file, int flags, ...), (folder, file, flags, mode), folder)
OPENS(openat64, (int folder, const char *file, int flags, ...), (folder, file, flags, mode), folder)
