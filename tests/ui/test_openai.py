"""OpenAI's protocol, spoken by OpenAI's own client and by LlamaIndex's."""

import openai
import pytest

SPOT = "Which providers offer spot pricing?"


@pytest.fixture(scope="module")
def client(bundled_server):
    with openai.OpenAI(base_url=f"{bundled_server.url}/v1", api_key="none", max_retries=0) as opened:
        yield opened


def ask(client, *messages, **more):
    return client.chat.completions.create(model="rowcite", messages=list(messages), **more)


def said(role, content):
    return {"role": role, "content": content}


def test_a_completion_is_the_answer_with_the_whole_answer_under_rowcite(client):
    done = ask(client, said("system", "You are a pirate."), said("user", SPOT))
    [choice] = done.choices
    assert choice.finish_reason == "stop" and choice.message.role == "assistant"
    assert "AWS" in choice.message.content and "Azure" in choice.message.content
    assert done.model_extra["rowcite"]["rows"] == ["cloud-gpu-providers/aws", "cloud-gpu-providers/azure"]
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens > 10


def test_a_stream_joined_is_the_completion(client):
    whole = ask(client, said("user", SPOT)).choices[0].message.content
    chunks = list(ask(client, said("user", SPOT), stream=True, stream_options={"include_usage": True}))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == whole
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices].count("stop") == 1
    assert chunks[-1].usage.completion_tokens > 0
    assert chunks[-2].model_extra["rowcite"]["status"] == "answered"


def test_what_steers_a_language_model_is_accepted_and_changes_nothing(client):
    plain = ask(client, said("user", SPOT))
    steered = ask(client, said("user", SPOT), n=2, temperature=1.5, max_tokens=1, stop=["AWS"], top_p=0.1)
    texts = {choice.message.content for choice in steered.choices}
    assert [choice.index for choice in steered.choices] == [0, 1]
    assert texts == {plain.choices[0].message.content}


def test_the_parts_of_a_message_are_one_question(client):
    parts = [{"type": "text", "text": "Which providers offer"}, {"type": "text", "text": "spot pricing?"}]
    assert "AWS" in ask(client, said("user", parts)).choices[0].message.content


def test_a_conversation_is_followed(client):
    done = ask(
        client,
        said("user", "What is Groq's differentiator?"),
        said("assistant", "Its price."),
        said("user", "and CoreWeave?"),
    )
    assert done.model_extra["rowcite"]["rows"] == ["cloud-gpu-providers/coreweave"]


def test_the_models_are_one(client):
    assert [model.id for model in client.models.list()] == ["rowcite"]
    assert client.models.retrieve("rowcite").id == "rowcite"
    with pytest.raises(openai.NotFoundError, match="No model 'gpt-4'"):
        client.models.retrieve("gpt-4")


@pytest.mark.parametrize(
    "messages",
    [[], [said("system", "x")], [said("user", " ")], [said("user", "x" * 2001)], [said("king", "x")]],
)
def test_a_request_without_a_legal_question_is_an_error_of_openais_shape(client, messages):
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        ask(client, *messages)
    assert caught.value.type == "invalid_request_error"
    assert caught.value.param.startswith("messages")
    assert set(caught.value.body) == {"message", "type", "param", "code"}


def test_what_is_no_call_is_404_of_openais_shape(client):
    with pytest.raises(openai.NotFoundError) as caught:
        client.embeddings.create(model="rowcite", input="x")
    assert set(caught.value.body) == {"message", "type", "param", "code"}


def test_llama_indexs_client_for_such_servers_asks_and_streams(bundled_server):
    from llama_index.core.llms import ChatMessage
    from llama_index.llms.openai_like import OpenAILike

    llm = OpenAILike(
        model="rowcite",
        api_base=f"{bundled_server.url}/v1",
        api_key="none",
        is_chat_model=True,
        max_retries=0,
    )
    question = [ChatMessage(role="user", content=SPOT)]
    whole = llm.chat(question).message.content
    assert "AWS" in whole
    assert [part.message.content for part in llm.stream_chat(question)][-1] == whole
    assert llm.complete(SPOT).text == whole
