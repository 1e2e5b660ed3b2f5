<?php
// The page of a program's enrollees as a careful PHP program would answer it: the same statements (plan.php is written
// by capture.mjs), the same checks on the way, the same bytes in the reply. Nothing of a framework.
// The header X-Bench chooses how the statements go: prepared, or as text.
declare(strict_types=1);

const PAGE_MAX = 200;

function problem(int $status, string $code, string $title): never
{
	http_response_code($status);
	header('Content-Type: application/problem+json');
	exit(json_encode(['type' => "/problems/$code", 'title' => $title, 'status' => $status, 'code' => $code], JSON_UNESCAPED_SLASHES));
}

function connect(array $to): mysqli
{
	mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
	$db = mysqli_init();
	$db->options(MYSQLI_OPT_INT_AND_FLOAT_NATIVE, 1);
	$db->options(MYSQLI_SET_CHARSET_NAME, 'utf8mb4');
	// p: keeps the connection from call to call.
	$db->real_connect('p:localhost', $to['user'], $to['password'], $to['name'], 0, $to['socket']);
	return $db;
}

function prepared(mysqli $db, string $sql, array $values): array
{
	$statement = $db->prepare($sql);
	$types = '';
	foreach ($values as $value)
		$types .= is_int($value) ? 'i' : 's';
	if ($values)
		$statement->bind_param($types, ...$values);
	$statement->execute();
	return $statement->get_result()->fetch_all(MYSQLI_ASSOC);
}

function as_text(mysqli $db, string $sql, array $values): array
{
	$i = 0;
	$sql = preg_replace_callback('/\?/', function () use ($db, $values, &$i) {
		$value = $values[$i++];
		return $value === null ? 'NULL' : (is_int($value) ? (string)$value : "'" . $db->real_escape_string($value) . "'");
	}, $sql);
	return $db->query($sql)->fetch_all(MYSQLI_ASSOC);
}

function base64url(string $bytes): string
{
	return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

/** The captured values, with what this call says in the place of what that call said. */
function values(array $step, array $call): array
{
	foreach ($step['names'] as $i => $name)
		$step['values'][$i] = $call[$name];
	return $step['values'];
}

/** The session has a row for each role. */
function may_read(array $session): bool
{
	return array_intersect(array_column($session, 'role'), ['staff', 'certification_admin', 'certification_manager', 'sysadmin']) !== [];
}

function call(): array
{
	$limit = filter_var($_GET['limit'] ?? '50', FILTER_VALIDATE_INT, ['options' => ['min_range' => 1, 'max_range' => PAGE_MAX]]);
	if (!preg_match('#^/api/programs/(\d+)/enrollments$#', $_SERVER['DOCUMENT_URI'], $path) || !$limit || array_diff(array_keys($_GET), ['limit', 'cursor']))
		problem(422, 'validation', 'The call was not understood');
	$cursor = explode(':', base64_decode(strtr($_GET['cursor'] ?? base64url('0:'), '-_', '+/')), 2);
	$hash = sodium_bin2hex(sodium_crypto_generichash("session\0" . ($_COOKIE['laurel_session'] ?? '')));
	return ['token' => $hash, 'program' => (int)$path[1], 'rows' => $limit + 1, 'limit' => $limit,
		'after_id' => (int)$cursor[0], 'after_text' => $cursor[1] ?? ''];
}

/** Run the plan's steps; the answers of those that are prepared, in their order. */
function answers(mysqli $db, array $steps, array $call, callable $ask): array
{
	$answers = [];
	foreach ($steps as $step) {
		if (!isset($step['values'])) {
			$db->query($step['sql']);
			continue;
		}
		$answers[] = $ask($db, $step['sql'], values($step, $call));
		if (count($answers) === 1 && !isset($answers[0][0]['contact_id']))
			problem(401, 'not_signed_in', 'You are not signed in');
		if (count($answers) === 1 && !may_read($answers[0]))
			problem(403, 'right_missing', 'You may not do this');
	}
	return $answers;
}

$call = call();
$plan = require getenv('PLAN');
$ask = ($_SERVER['HTTP_X_BENCH'] ?? '') === 'text' ? 'as_text' : 'prepared';
[, $program, $rows] = answers(connect($plan['database']), $plan['steps'], $call, $ask);
if (!$program)
	problem(404, 'not_found', 'There is no such program');
$next = null;
if (count($rows) > $call['limit']) {
	array_pop($rows);
	$last = end($rows);
	$next = base64url($last['id'] . ':' . $last['sort_name']);
}
foreach ($rows as &$row)
	unset($row['sort_name']);
header('Content-Type: application/json');
header('Cache-Control: no-store');
echo json_encode(['items' => $rows, 'next' => $next, 'total' => $program[0]['registrants']], JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
