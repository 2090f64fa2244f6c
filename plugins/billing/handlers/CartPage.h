// Shows /cart, with what is ordered, by whom, and what it costs; places the order (rows E2 to E5).
#pragma once
#include "services/Orders.h"
#include "sx/routes.h"

namespace sx::billing {

struct CartView;

class CartPage
{
public:
	CartPage(const Context& context, const Pricing& pricing, const Shop& shop, Orders& orders):
		_context(context), _pricing(pricing), _shop(shop), _orders(orders)
	{
	}
	static Routes<CartPage> routes();

private:
	/// Is how far the form is: just opened, being typed (an answer to the page's script), changed, or sent.
	enum class Stage { Fresh, Live, Changed, Sent };
	Result<Response> show(Request& request) const;
	Result<Response> act(Request& request) const;
	Result<Response> order(Request& request, const Cart& cart, const OrderForm& form) const;
	Result<Response> subDomain(Request& request) const;
	/// Shows the page with all that was typed. refusal: why the order was not placed; its field is empty: none.
	Result<Response> page(
		const Request& request, const Cart& cart, OrderForm form, Stage stage, const Error& refusal = {}) const;
	void addPrice(CartView& view,
		const Request& request,
		const Cart& cart,
		const OrderForm& form,
		Stage stage,
		std::vector<Fault>& faults) const;

	const Context& _context;
	const Pricing& _pricing;
	const Shop& _shop;
	Orders& _orders;
};

}
