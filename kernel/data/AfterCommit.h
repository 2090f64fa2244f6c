// How a part of the kernel learns that the transaction it wrote in has become durable.
#pragma once
#include <functional>

namespace sx::data {

/// Every Sql of a Store of this folder is one too (dynamic_cast).
class AfterCommit
{
public:
	/// hook runs on the caller's thread after the commit; never when it was rolled back. It must not throw.
	virtual void afterCommit(std::function<void()> hook) = 0;
protected:
	~AfterCommit() = default;
};

}
