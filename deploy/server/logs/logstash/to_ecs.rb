# One line of LEXIA to one document: for Logstash's ruby filter.
require "json"

def register(params)
  @names = JSON.parse(File.read(params["table"]))
end

def filter(event)
  line = event.get("lexia_line")
  from = surroundings(event)
  event.to_hash.keys.each { |key| event.remove(key) unless %w[@timestamp @version].include?(key) }
  from.each { |name, value| event.set(path(name), value) unless value.nil? }
  line.is_a?(Hash) ? take(event, line) : take_text(event, from["message"])
  event.set(path("ecs.version"), "8.11.0")
  event.set(path("event.dataset"), "lexia")
  [event]
end

def surroundings(event)
  {
    "host.name" => event.get("[host][name]"),
    "container.id" => event.get("[container][id]"),
    "message" => event.get("message"),
  }
end

# "http.request.method" to "[http][request][method]".
def path(name)
  "[" + name.split(".").join("][") + "]"
end

def take(event, line)
  event.set("@timestamp", LogStash::Timestamp.new(line["@timestamp"])) if line["@timestamp"]
  others = {}
  each_field(line) do |name, value|
    target = @names[name]
    if target then event.set(path(target), as_ecs(name, value))
    else others[name] = value
    end
  end
  event.set(path("lexia.other"), others) unless others.empty?
  event.set(path("event.action"), action_of(line["message"].to_s))
  outcome = outcome_of(line)
  event.set(path("event.outcome"), outcome) if outcome
end

# The parts of an error have names of their own.
def each_field(line)
  line.each do |name, value|
    next if name == "@timestamp" || value.nil?
    if name == "error" && value.is_a?(Hash)
      value.each { |part, inner| yield "error.#{part}", inner unless inner.nil? }
    else
      yield name, value
    end
  end
end

def as_ecs(name, value)
  case name
  when "level" then value.to_s.downcase
  # ECS counts nanoseconds.
  when "duration_ms" then value.to_i * 1_000_000
  else value
  end
end

# LEXIA's messages are constant up to a colon, so they name what happened: "Request answered" is request_answered.
def action_of(message)
  message.split(":").first.to_s.downcase.gsub(/[^a-z0-9]+/, "_").gsub(/^_|_$/, "")
end

def outcome_of(line)
  return line["status"].to_i >= 500 ? "failure" : "success" if line["status"]
  "failure" if line["level"] == "ERROR"
end

# What a process says that could not start, or was ended.
def take_text(event, text)
  event.set("message", text.to_s[0, 4000])
  event.set(path("event.action"), "text")
end
