#include "http_post.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>

static bool reaches(const char *ip, enum http_reach reach)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, ip, &v4.sin_addr) == 1)
		return http_may_reach((const struct sockaddr *)&v4, reach);
	cr_assert_eq(inet_pton(AF_INET6, ip, &v6.sin6_addr), 1, "%s", ip);
	return http_may_reach((const struct sockaddr *)&v6, reach);
}

Test(http_reach, the_public_internet_is_within_reach)
{
	static const char *const open[] = { "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.255.255",
		"192.0.1.1", "2606:4700::1111", "2a00::1" };

	for (size_t i = 0; i < sizeof(open) / sizeof(*open); i++)
		cr_assert(reaches(open[i], HTTP_PUBLIC), "%s", open[i]);
}

Test(http_reach, what_only_this_machine_or_its_network_sees_is_not)
{
	static const char *const closed[] = { "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9",
		"169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1",
		"198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "255.255.255.255", "::", "::1",
		"::ffff:127.0.0.1", "::ffff:8.8.8.8", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
		"64:ff9b::a00:1", "2002:7f00:1::", "2001::1" };

	for (size_t i = 0; i < sizeof(closed) / sizeof(*closed); i++)
		cr_assert_not(reaches(closed[i], HTTP_PUBLIC), "%s", closed[i]);
}

Test(http_reach, this_machine_is_within_reach_where_that_was_asked_for_and_its_network_still_is_not)
{
	cr_assert(reaches("127.0.0.1", HTTP_LOOPBACK));
	cr_assert(reaches("::1", HTTP_LOOPBACK));
	cr_assert_not(reaches("10.1.2.3", HTTP_LOOPBACK));
	cr_assert(reaches("10.1.2.3", HTTP_ANYWHERE));
}
