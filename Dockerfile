# syntax=docker/dockerfile:1
# Rowcite as a container: the wheel is built aside, the image that runs holds what the wheel needs and no more.
#
#   docker build -t rowcite .
#   docker run -p 127.0.0.1:7860:7860 -e ROWCITE_API_KEYS=… -v rowcite-index:/index -v ./my_tables:/corpus:ro \
#     -e ROWCITE_CORPUS=/corpus rowcite

FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml README.md ./
COPY corpus ./corpus
COPY indexer ./indexer
COPY assistant ./assistant
COPY eval ./eval
COPY ui ./ui
RUN python -m venv /opt/rowcite && /opt/rowcite/bin/pip install --no-cache-dir .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home rowcite && install -d -o rowcite -g rowcite /index
COPY --from=build /opt/rowcite /opt/rowcite
ENV PATH=/opt/rowcite/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ROWCITE_INDEX=/index \
    ROWCITE_HOST=0.0.0.0
USER 10001
WORKDIR /home/rowcite
VOLUME /index
EXPOSE 7860
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/readyz', timeout=4)"]
ENTRYPOINT ["rowcite"]
CMD ["serve"]
