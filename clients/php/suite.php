<?php
// PHP with curl, in the style of seed 002: arrays in, json_decode out, nothing between.

$base = getenv('SLUICE_BASE');
$failed = 0;

function _request($method, $url, $params, $headers, $onData = null)
{
    $curl = curl_init($url);
    curl_setopt($curl, CURLOPT_HTTPHEADER, $headers);
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    curl_setopt($curl, CURLOPT_TIMEOUT, 30);
    if ($method === 'post') {
        curl_setopt($curl, CURLOPT_POST, true);
        curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($params, JSON_UNESCAPED_UNICODE));
    }
    if ($onData !== null) {
        curl_setopt($curl, CURLOPT_WRITEFUNCTION, function ($c, $data) use ($onData) {
            $onData($data);
            return strlen($data);
        });
    }
    $body = curl_exec($curl);
    $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    $type = curl_getinfo($curl, CURLINFO_CONTENT_TYPE);
    curl_close($curl);
    return [$status, $body, $type];
}

function check($name, $test)
{
    global $failed;
    try {
        $test();
        echo "ok suite.php $name\n";
    } catch (Throwable $error) {
        $failed++;
        echo "not ok suite.php $name\n    {$error->getMessage()}\n";
    }
}

function equal($found, $expected)
{
    if ($found !== $expected) {
        throw new Exception('expected ' . json_encode($expected, JSON_UNESCAPED_UNICODE)
            . ', found ' . json_encode($found, JSON_UNESCAPED_UNICODE));
    }
}

function headers($key)
{
    return ['Content-Type: application/json', 'Authorization: Bearer ' . $key];
}

check('seed 002 chat without model', function () use ($base) {
    $params = [];
    $params['user'] = '张三';
    $params['messages'] = [['role' => 'user', 'content' => '请介绍一下你自己，1+100=']];
    [$status, $body] = _request('post', "$base/v1/chat/completions", $params, headers('sk-sluice-tuned'));
    equal($status, 200);
    $data = json_decode($body, true);
    equal($data['choices'][0]['message']['content'], 'You said: 请介绍一下你自己，1+100=');
    equal($data['choices'][0]['finish_reason'], 'stop');
});

check('several messages', function () use ($base) {
    $params = ['model' => 'gpt-4o', 'messages' => [
        ['role' => 'user', 'content' => '请介绍一下你自己'],
        ['role' => 'assistant', 'content' => '您好，我是机器人。'],
        ['role' => 'user', 'content' => '1+100='],
    ]];
    [, $body] = _request('post', "$base/v1/chat/completions", $params, headers('sk-sluice-openai'));
    equal(json_decode($body, true)['choices'][0]['message']['content'], 'You said: 1+100=');
});

check('stream through a write function', function () use ($base) {
    $params = ['model' => 'gpt-4o', 'stream' => true, 'messages' => [['role' => 'user', 'content' => '你好']]];
    $buffer = '';
    $text = '';
    $done = false;
    [$status, , $type] = _request('post', "$base/v1/chat/completions", $params, headers('sk-sluice-openai'),
        function ($data) use (&$buffer, &$text, &$done) {
            $buffer .= $data;
            while (($end = strpos($buffer, "\n\n")) !== false) {
                $event = substr($buffer, 6, $end - 6);
                $buffer = substr($buffer, $end + 2);
                if ($event === '[DONE]') {
                    $done = true;
                } else {
                    $text .= json_decode($event, true)['choices'][0]['delta']['content'];
                }
            }
        });
    equal($status, 200);
    equal(strpos($type, 'text/event-stream'), 0);
    equal([$text, $done, $buffer], ['You said: 你好', true, '']);
});

check('an unknown key is refused', function () use ($base) {
    [$status, $body] = _request('post', "$base/v1/chat/completions", ['messages' => []], headers('sk-openai'));
    equal($status, 401);
    equal(json_decode($body, true)['error']['code'], 'invalid_api_key');
});

check('models', function () use ($base) {
    [$status, $body] = _request('get', "$base/v1/models", null, headers('sk-sluice-tuned'));
    equal($status, 200);
    equal(json_decode($body, true)['object'], 'list');
});

exit($failed ? 1 : 0);
