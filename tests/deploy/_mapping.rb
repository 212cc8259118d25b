# Runs to_ecs.rb as Logstash's ruby filter would: lines of JSON come in, documents go out.
require "json"

module LogStash
  # Of Logstash's own only what the script uses.
  class Timestamp
    def initialize(text)
      @text = text
    end

    def to_json(*options)
      @text.to_json(*options)
    end
  end
end

class Event
  def initialize(fields)
    @fields = fields
  end

  def get(path)
    parts(path).reduce(@fields) { |inner, part| inner.is_a?(Hash) ? inner[part] : nil }
  end

  def set(path, value)
    *outer, last = parts(path)
    outer.reduce(@fields) { |inner, part| inner[part] ||= {} }[last] = value
  end

  def remove(path)
    @fields.delete(path)
  end

  def to_hash
    @fields
  end

  private

  def parts(path)
    path.start_with?("[") ? path[1..-2].split("][") : [path]
  end
end

script, table = ARGV
load script
register("table" => table)
$stdin.each_line do |line|
  filter(Event.new(JSON.parse(line))).each { |event| puts event.to_hash.to_json }
end
