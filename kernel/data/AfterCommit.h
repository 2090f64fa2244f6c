// Lets a part of the kernel learn that the transaction it wrote in has become durable.
#pragma once
#include <functional>

namespace sx::data {

/// Registers hooks on a transaction. Every Sql that a Store of kernel/data hands out also implements this
/// (dynamic_cast).
class AfterCommit
{
public:
	/// Calls hook on the caller's thread after the commit, never after a rollback. hook must not throw.
	virtual void afterCommit(std::function<void()> hook) = 0;
protected:
	~AfterCommit() = default;
};

}
