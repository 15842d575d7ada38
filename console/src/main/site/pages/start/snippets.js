/** A first call as text, ready to run. */

const QUESTION = 'Say hello in one word.';

/**
 * @param {{base: string, key: string, model: string}} with_ base: the gateway's address with /v1
 * @returns {{id: string, label: string, text: string}[]}
 */
export function snippets({ base, key, model }) {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: QUESTION }] });
  const quoted = body.replace(/'/g, "'\\''");
  return [
    { id: 'curl', label: 'curl', text: `curl ${base}/chat/completions \\\n  -H 'Authorization: Bearer ${key}' \\\n  -H 'Content-Type: application/json' \\\n  -d '${quoted}'` },
    { id: 'python', label: 'Python', text: `# pip install openai
from openai import OpenAI

client = OpenAI(base_url="${base}", api_key="${key}")
answer = client.chat.completions.create(
    model=${JSON.stringify(model)},
    messages=[{"role": "user", "content": "${QUESTION}"}],
)
print(answer.choices[0].message.content)` },
    { id: 'java', label: 'Java', text: `import java.net.URI;
import java.net.http.*;

public class FirstCall {
    public static void main(String[] args) throws Exception {
        String body = """
            ${body.replace(/\\/g, '\\\\')}""";
        HttpRequest request = HttpRequest.newBuilder(URI.create("${base}/chat/completions"))
            .header("Authorization", "Bearer ${key}")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
        System.out.println(HttpClient.newHttpClient()
            .send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}` },
  ];
}

/** Makes the first call from here. @param {{base: string, key: string, model: string}} with_ @returns {Promise<void>} */
export async function callOnce({ base, key, model }) {
  const response = await fetch(`${base}/chat/completions`, {
    method: 'POST', credentials: 'omit', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: QUESTION }] }) });
  if (response.ok) return;
  const error = (await response.json().catch(() => null))?.error;
  throw Object.assign(new Error(error?.message ?? response.statusText), { status: response.status, code: error?.code ?? '', id: response.headers.get('x-request-id') });
}
