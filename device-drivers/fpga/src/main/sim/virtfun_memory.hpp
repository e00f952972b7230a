// What the accelerator's DMA reaches: windows of host memory, behind its AXI4 master.
#ifndef VIRTFUN_MEMORY_HPP
#define VIRTFUN_MEMORY_HPP

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <deque>
#include <mutex>
#include <vector>

#include "Vvirtfun_top.h"

constexpr uint64_t kBeatBytes = 16;

struct Window {
  uint64_t address;
  uint64_t bytes;
  uint8_t* memory;
  bool writable;
};

// What the device may reach, and nothing else of the process.
class Windows {
 public:
  bool map(const Window& window) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (window.bytes == 0 || window.address + window.bytes < window.address) return false;
    for (const Window& each : windows_)
      if (window.address < each.address + each.bytes && each.address < window.address + window.bytes)
        return false;
    windows_.push_back(window);
    return true;
  }

  // Once this returns, the memory is not touched any more.
  bool unmap(uint64_t address) {
    std::lock_guard<std::mutex> lock(mutex_);
    for (size_t i = 0; i < windows_.size(); i++) {
      if (windows_[i].address == address) {
        windows_.erase(windows_.begin() + static_cast<std::ptrdiff_t>(i));
        return true;
      }
    }
    return false;
  }

  // A beat that lies in a window in part has zeros for the rest: the bus reads whole beats.
  bool read(uint64_t address, uint8_t* beat) {
    std::lock_guard<std::mutex> lock(mutex_);
    for (const Window& each : windows_) {
      uint64_t from = std::max(address, each.address);
      uint64_t to = std::min(address + kBeatBytes, each.address + each.bytes);
      if (from < to) {
        std::memset(beat, 0, kBeatBytes);
        std::memcpy(beat + (from - address), each.memory + (from - each.address), to - from);
        return true;
      }
    }
    return false;
  }

  // All strobed bytes lie in one window that is writable, or nothing is written.
  bool write(uint64_t address, const uint8_t* beat, uint16_t strobe) {
    if (strobe == 0) return true;
    uint64_t from = address + static_cast<unsigned>(__builtin_ctz(strobe));
    uint64_t to = address + 32 - static_cast<unsigned>(__builtin_clz(strobe));
    std::lock_guard<std::mutex> lock(mutex_);
    for (const Window& each : windows_) {
      if (each.writable && from >= each.address && to - each.address <= each.bytes) {
        for (uint64_t at = from; at < to; at++)
          if (strobe >> (at - address) & 1) each.memory[at - each.address] = beat[at - address];
        return true;
      }
    }
    return false;
  }

 private:
  std::mutex mutex_;
  std::vector<Window> windows_;
};

// Answers the accelerator's AXI4 master one cycle after it has asked, a beat per cycle.
class Memory {
 public:
  Memory(Vvirtfun_top& top, Windows& windows) : top_(top), windows_(windows) {
    top_.m_arready = 1;
    top_.m_awready = 1;
    top_.m_wready = 1;
  }

  // Before the clock's edge: what happens at it.
  void sample() {
    if (top_.m_arvalid)
      reads_.push_back({top_.m_araddr, static_cast<unsigned>(top_.m_arlen) + 1, top_.m_arid});
    if (top_.m_awvalid) writes_to_ = top_.m_awaddr;
    answers_write_ = false;
    if (top_.m_wvalid) {
      uint8_t beat[kBeatBytes];
      std::memcpy(beat, &top_.m_wdata, kBeatBytes);
      // SYNC: pairs with CompletionRing.poll; the beat with the sequence becomes visible last.
      std::atomic_thread_fence(std::memory_order_release);
      refused_ |= !windows_.write(writes_to_, beat, top_.m_wstrb);
      writes_to_ += kBeatBytes;
      answers_write_ = top_.m_wlast;
    }
  }

  // After the edge: what the accelerator sees until the next.
  void drive() {
    top_.m_bvalid = answers_write_;
    top_.m_bresp = refused_ ? 2 : 0;
    if (answers_write_) refused_ = false;
    top_.m_rvalid = !reads_.empty();
    if (reads_.empty()) return;
    Burst& burst = reads_.front();
    uint8_t beat[kBeatBytes] = {};
    top_.m_rresp = windows_.read(burst.address, beat) ? 0 : 2;
    std::memcpy(&top_.m_rdata, beat, kBeatBytes);
    top_.m_rid = burst.id;
    top_.m_rlast = burst.beats == 1;
    burst.address += kBeatBytes;
    if (--burst.beats == 0) reads_.pop_front();
  }

  bool quiet() const { return reads_.empty() && !top_.m_rvalid && !top_.m_bvalid; }

 private:
  struct Burst {
    uint64_t address;
    unsigned beats;
    uint8_t id;
  };

  Vvirtfun_top& top_;
  Windows& windows_;
  std::deque<Burst> reads_;
  uint64_t writes_to_ = 0;
  bool refused_ = false;
  bool answers_write_ = false;
};

#endif
