// The accelerator's RTL as Verilator compiles it, behind a C interface: registers, windows of host
// memory that its DMA may reach, and interrupts as an event descriptor.
//
// The model runs in a thread of its own, which sleeps while the accelerator is idle. Register
// writes are posted, as on PCIe: they return before they have happened, and reads follow them.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>

#include "Vvirtfun_top.h"
#include "verilated.h"
#include "virtfun_memory.hpp"

namespace {

constexpr size_t kMostPosted = 256;
constexpr int kCyclesAtOnce = 1024;

struct Access {
  bool write;
  uint32_t offset;
  uint32_t value;
  bool* done;
  uint32_t* answer;
};

class Simulation {
 public:
  explicit Simulation(int event_fd)
      : event_fd_(event_fd), top_(&context_), memory_(top_, windows_) {
    sigset_t all, before;
    sigfillset(&all);
    // The new thread inherits the mask: the process's signals are not for it.
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] { run(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  ~Simulation() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
      posted_now_ = true;
    }
    changed_.notify_all();
    thread_.join();
    top_.final();
  }

  Windows& windows() { return windows_; }

  void write(uint32_t offset, uint32_t value) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return accesses_.size() < kMostPosted; });
    post({true, offset, value, nullptr, nullptr});
  }

  uint32_t read(uint32_t offset) {
    bool done = false;
    uint32_t answer = 0;
    std::unique_lock<std::mutex> lock(mutex_);
    post({false, offset, 0, &done, &answer});
    changed_.wait(lock, [&done] { return done; });
    return answer;
  }

 private:
  void post(const Access& access) {
    accesses_.push_back(access);
    posted_now_ = true;
    changed_.notify_all();
  }

  void run() {
    top_.rst_n = 0;
    for (int i = 0; i < 4; i++) cycle();
    top_.rst_n = 1;
    while (true) {
      Access access{};
      bool has_access = false;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [this] {
          return stopping_ || !accesses_.empty() || !top_.idle || !memory_.quiet();
        });
        if (stopping_) return;
        if (!accesses_.empty()) {
          access = accesses_.front();
          accesses_.pop_front();
          has_access = true;
        }
        posted_now_ = !accesses_.empty();
      }
      if (has_access) perform(access);
      for (int i = 0; i < kCyclesAtOnce && !posted_now_ && !(top_.idle && memory_.quiet()); i++)
        cycle();
    }
  }

  void perform(const Access& access) {
    uint32_t answer = 0;
    if (access.write) {
      top_.s_awvalid = top_.s_wvalid = 1;
      top_.s_awaddr = access.offset;
      top_.s_wdata = access.value;
      top_.eval();
      while (!top_.s_awready) cycle();
      cycle();
      top_.s_awvalid = top_.s_wvalid = 0;
    } else {
      top_.s_arvalid = 1;
      top_.s_araddr = access.offset;
      top_.eval();
      while (!top_.s_arready) cycle();
      cycle();
      top_.s_arvalid = 0;
      answer = top_.s_rdata;
    }
    // What the access causes begins a cycle or two later; until then the accelerator looks idle.
    for (int i = 0; i < 3; i++) cycle();
    std::lock_guard<std::mutex> lock(mutex_);
    if (access.done != nullptr) {
      *access.answer = answer;
      *access.done = true;
    }
    changed_.notify_all();
  }

  void cycle() {
    top_.s_bready = 1;
    top_.s_rready = 1;
    top_.eval();
    memory_.sample();
    top_.clk = 1;
    top_.eval();
    memory_.drive();
    top_.clk = 0;
    top_.eval();
    if (top_.irq && !irq_before_) {
      uint64_t one = 1;
      // Fails only where the count is full, and then the reader has been told.
      ssize_t ignored = ::write(event_fd_, &one, sizeof one);
      static_cast<void>(ignored);
    }
    irq_before_ = top_.irq;
  }

  const int event_fd_;
  VerilatedContext context_;
  Vvirtfun_top top_;
  Windows windows_;
  Memory memory_;
  bool irq_before_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Access> accesses_;
  std::atomic<bool> posted_now_{false};
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

#define VIRTFUN_API extern "C" __attribute__((visibility("default")))

VIRTFUN_API void* virtfun_sim_open(int event_fd) { return new Simulation(event_fd); }

VIRTFUN_API void virtfun_sim_close(void* simulation) { delete static_cast<Simulation*>(simulation); }

VIRTFUN_API void virtfun_sim_write(void* simulation, uint32_t offset, uint32_t value) {
  static_cast<Simulation*>(simulation)->write(offset, value);
}

VIRTFUN_API uint32_t virtfun_sim_read(void* simulation, uint32_t offset) {
  return static_cast<Simulation*>(simulation)->read(offset);
}

VIRTFUN_API int virtfun_sim_map(
    void* simulation, uint64_t address, uint64_t bytes, void* memory, int writable) {
  Window window{address, bytes, static_cast<uint8_t*>(memory), writable != 0};
  return static_cast<Simulation*>(simulation)->windows().map(window) ? 0 : -1;
}

VIRTFUN_API int virtfun_sim_unmap(void* simulation, uint64_t address) {
  return static_cast<Simulation*>(simulation)->windows().unmap(address) ? 0 : -1;
}
